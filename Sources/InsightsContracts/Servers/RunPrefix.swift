import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The text in front of every name that a run gives to queries and reports, so that all can see whose they are.
///
/// Names get it on their way out and lose it on their way back: contracts see the names they sent. A name that is longer
/// than the mark keeps its length, which may be what the contract is about: the mark takes the place of its beginning.
/// Blanks in front stay there, and a name of blanks only is no name: the service drops blanks, and is to see them.
struct RunPrefix: Sendable {
    /// How every mark begins.
    static let beginning = "insights-sim-contract-"

    let text: String
    /// What long names were before they were marked.
    private var beginnings: [(marked: String, name: String)] = []

    init(run: String) {
        text = "\(Self.beginning)\(run)-"
    }

    /// The name with the mark, behind blanks.
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

    /// Several names between semicolons, each with the mark.
    private mutating func marked(names: String) -> String {
        var parts: [String] = []
        for name in names.split(separator: ";", omittingEmptySubsequences: false) { parts.append(marked(name: name)) }
        return parts.joined(separator: ";")
    }

    /// Whether a name, as the service shows it, is one this run gave.
    func isOn(_ name: String) -> Bool { name.drop(while: \.isWhitespace).hasPrefix(text) }

    /// The call with marked names.
    mutating func marked(_ call: ContractCall) -> ContractCall {
        var arguments = call.arguments
        switch call.operation {
        case .createQuery: arguments = marked(arguments, keys: ["name"])
        case .createReport, .updateReport: arguments = marked(arguments, keys: ["reportname"])
        case .getQueries: arguments = marked(arguments, keys: ["queryname"], areLists: true)
        case .getReports: arguments = marked(arguments, keys: ["reportname"], areLists: true)
        case .request:
            if let path = arguments["path"]?.string { arguments["path"] = .string(marked(path: path)) }
            if let body = arguments["json"]?.object {
                arguments["json"] = .object(marked(body, keys: ["name", "reportname"]))
            }
        case .getToken, .getDatasets, .deleteQuery, .testQuery, .deleteReport, .pauseReport, .resumeReport,
            .getExecutions, .download:
            return call
        }
        return ContractCall(
            call.operation, arguments: arguments, program: call.program, credentials: call.credentials)
    }

    /// The value as it would be without marks.
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
            // What is no name is to be refused as it is.
            guard let name = member.value.string else { continue }
            object.members[index].value = .string(areLists ? marked(names: name) : marked(name: name))
        }
        return object
    }

    /// The path with marks in its lists of names, of which all that is not marked keeps its spelling.
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
