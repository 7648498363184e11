import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The prefix of every name that a run gives to queries and reports, which shows who created them.
///
/// Names get the prefix in requests and lose it in responses, so contracts see the names that they sent. A contract may
/// be about the length of a name. A name longer than the prefix therefore keeps its length: the prefix replaces its
/// beginning. The service trims spaces and must receive them: leading spaces stay in front, and a blank name gets no
/// prefix.
struct RunPrefix: Sendable {
    /// The constant part of every prefix, without the name of the run.
    static let beginning = "insights-sim-contract-"

    let text: String
    /// The original names of long names, by the name with prefix.
    private var beginnings: [(marked: String, name: String)] = []

    init(run: String) {
        text = "\(Self.beginning)\(run)-"
    }

    /// Returns the name with the prefix after its leading spaces.
    private mutating func marked(name: some StringProtocol) -> String {
        let rest = name.drop(while: \.isWhitespace)
        guard !rest.isEmpty else { return String(name) }
        return name.prefix(name.count - rest.count) + markedWord(String(rest))
    }

    private mutating func markedWord(_ name: String) -> String {
        guard name.count > text.count else { return text + name }
        let marked = text + name.dropFirst(text.count)
        if !beginnings.contains(where: { $0.marked == marked }) { beginnings.append((marked, name)) }
        return marked
    }

    /// Returns a list of names, separated by semicolons, with the prefix on each.
    private mutating func marked(names: String) -> String {
        var parts: [String] = []
        for name in names.split(separator: ";", omittingEmptySubsequences: false) { parts.append(marked(name: name)) }
        return parts.joined(separator: ";")
    }

    /// Returns whether a name in a response has this run's prefix.
    func isOn(_ name: String) -> Bool { name.drop(while: \.isWhitespace).hasPrefix(text) }

    /// Returns the call with prefixed names.
    mutating func marked(_ call: ContractCall) -> ContractCall {
        var arguments = call.arguments
        switch call.operation {
        case .createQuery: arguments = marked(arguments, keys: ["name"])
        case .createReport, .updateReport: arguments = marked(arguments, keys: ["reportname"])
        case .listQueries: arguments = marked(arguments, keys: ["queryname"], areLists: true)
        case .listReports: arguments = marked(arguments, keys: ["reportname"], areLists: true)
        case .other:
            if let path = arguments["path"]?.string { arguments["path"] = .string(marked(path: path)) }
            if let body = arguments["json"]?.object {
                arguments["json"] = .object(marked(body, keys: ["name", "reportname"]))
            }
        case .token, .discovery, .datasets, .deleteQuery, .testQuery, .deleteReport, .pauseReport, .resumeReport,
            .executions, .download:
            return call
        }
        return ContractCall(
            call.operation, arguments: arguments, program: call.program, version: call.version,
            credentials: call.credentials)
    }

    /// Returns a response value with the original names.
    func unmarked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let string): .string(unmarked(string))
        case .array(let elements): .array(elements.map(unmarked))
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member($0.key, unmarked($0.value)) }))
        case .null, .bool, .number: value
        }
    }

    private func unmarked(_ string: String) -> String {
        guard string.contains(text) else { return string }
        var string = string
        for long in beginnings { string = string.replacing(long.marked, with: long.name) }
        return string.replacing(text, with: "")
    }

    private mutating func marked(_ object: JSONObject, keys: [String], areLists: Bool = false) -> JSONObject {
        var object = object
        for (index, member) in object.members.enumerated() where keys.contains(member.key.lowercased()) {
            // The service must reject a name that is not a string, so send it unchanged.
            guard let name = member.value.string else { continue }
            object.members[index].value = .string(areLists ? marked(names: name) : marked(name: name))
        }
        return object
    }

    /// Returns the path with prefixes in its lists of names; every other part keeps its spelling.
    private mutating func marked(path: String) -> String {
        guard let parameters = path.firstIndex(of: "?") else { return path }
        var result = String(path[...parameters])
        for (index, parameter) in path[path.index(after: parameters)...].split(
            separator: "&", omittingEmptySubsequences: false
        ).enumerated() {
            if index > 0 { result += "&" }
            let key = parameter.prefix { $0 != "=" }
            guard key.count < parameter.count, ["queryname", "reportname"].contains(key.lowercased()) else {
                result += parameter
                continue
            }
            result += key + "=" + marked(encodedNames: parameter.dropFirst(key.count + 1))
        }
        return result
    }

    private mutating func marked(encodedNames: Substring) -> String {
        var result = ""
        var rest = encodedNames
        while true {
            let end = rest.firstMatch(of: /;|%3B/.ignoresCase())?.range
            result += marked(encodedName: rest[..<(end?.lowerBound ?? rest.endIndex)])
            guard let end else { return result }
            result += rest[end]
            rest = rest[end.upperBound...]
        }
    }

    private mutating func marked(encodedName: Substring) -> String {
        let blanks = encodedName.prefixMatch(of: /(?:\+|%20|%09|\s)*/)?.output ?? ""
        let word = encodedName[blanks.endIndex...]
        guard !word.isEmpty else { return String(encodedName) }
        let name = PercentEncoding.decode(word, plusIsBlank: true)
        return blanks + (name.count > text.count ? PercentEncoding.encode(markedWord(name)) : text + word)
    }
}
