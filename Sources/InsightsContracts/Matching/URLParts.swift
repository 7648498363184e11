import InsightsHTTP
import InsightsJSON

/// A reader of URLs, such as those to which a response redirects.
enum URLParts {
    /// The parts of a URL.
    static let keys = ["address", "query", "fragment"]

    /// Returns a URL as an object of its `address` without query and fragment, and their parameters; nil for another
    /// text.
    ///
    /// A query or fragment that is not there has no member, and an empty one no parameters. Names and values are decoded
    /// as those of a form. A parameter that is there more than once is an array.
    static func read(_ text: String) -> JSONValue? {
        guard AbsoluteTarget(text) != nil else { return nil }
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let front = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var members = JSONObject()
        members["address"] = .string(String(front[0]))
        if front.count > 1 { members["query"] = parameters(front[1]) }
        if parts.count > 1 { members["fragment"] = parameters(parts[1]) }
        return .object(members)
    }

    private static func parameters(_ text: Substring) -> JSONValue {
        var members = JSONObject()
        for parameter in Parameters(parsing: String(text)).all {
            let value = JSONValue.string(parameter.value)
            switch members[parameter.name] {
            case nil: members[parameter.name] = value
            case .array(let values)?: members[parameter.name] = .array(values + [value])
            case let first?: members[parameter.name] = .array([first, value])
            }
        }
        return .object(members)
    }
}
