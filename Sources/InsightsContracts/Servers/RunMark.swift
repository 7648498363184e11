import InsightsJSON

/// The text in front of every name that a run gives to queries and reports, so that all can see whose they are.
///
/// Names get it on their way out and lose it on their way back: contracts see the names they sent.
struct RunMark: Sendable {
    /// How every mark begins.
    static let beginning = "insights-sim-contract-"

    let text: String

    init(run: String) {
        text = "\(Self.beginning)\(run)-"
    }

    /// The call with marked names.
    func marked(_ call: ContractCall) -> ContractCall {
        var arguments = call.arguments
        switch call.operation {
        case .createQuery: arguments = marked(arguments, keys: ["name"])
        case .createReport, .updateReport: arguments = marked(arguments, keys: ["reportname"])
        case .getQueries: arguments = marked(arguments, keys: ["queryname"])
        case .getReports: arguments = marked(arguments, keys: ["reportname"])
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
        case .string(let string): .string(string.replacing(text, with: ""))
        case .array(let elements): .array(elements.map(unmarked))
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member($0.key, unmarked($0.value)) }))
        case .null, .bool, .number: value
        }
    }

    private func marked(_ object: JSONObject, keys: [String]) -> JSONObject {
        JSONObject(
            object.members.map { member in
                // What is no name, or an empty one, is to be refused as it is.
                guard keys.contains(member.key.lowercased()), let name = member.value.string, !name.isEmpty else {
                    return member
                }
                return JSONObject.Member(member.key, .string(text + name))
            })
    }

    private func marked(path: String) -> String {
        path.replacing(/([?&](?:queryName|reportName)=)([^&])/.ignoresCase()) { "\($0.1)\(text)\($0.2)" }
    }
}
