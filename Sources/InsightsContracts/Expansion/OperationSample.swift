import InsightsAPI
import InsightsJSON

/// A valid call of an operation.
///
/// `${queryId}`, `${reportId}` and `${text}` are what the contract has made: a query, a report, and the query's text.
struct OperationSample {
    let operation: Operation

    init(_ operation: Operation) {
        self.operation = operation
    }

    /// The text in place of the identifier; empty for an operation without one.
    private var identifier: String { operation.identifier.map { "${\($0)}" } ?? "" }

    /// The path without the parameters.
    var path: String { "/insights/${version}/${program}/" + tail }

    /// The path below the program.
    var tail: String {
        operation.route(id: identifier)?.path(below: "", encode: { $0 }).dropFirst().description ?? ""
    }

    /// The request target with the identifier in capitals.
    var addressWithCapitals: String { respelled { $0 } }

    /// Returns the request target with all segments spelled otherwise; the identifier is in capitals.
    func respelled(_ spell: (String) -> String) -> String {
        let version = spell("v") == "v" ? "${version}" : "${version|upper}"
        let program = spell("p") == "p" ? "${program}" : "${program|upper}"
        let segments = tail.split(separator: "/").map { segment in
            segment.hasPrefix("${") ? "\(segment.dropLast())|upper}" : spell(String(segment))
        }
        let path = (["", spell("insights"), version, program] + segments).joined(separator: "/")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    /// The parameters of the address, with values in the form of addresses.
    var parameters: [JSONObject.Member] {
        switch operation {
        case .testQuery: [JSONObject.Member("exportQuery", .string("${text}"))]
        default: []
        }
    }

    /// The parameters as in an address, without `?`.
    var query: String {
        parameters.map { "\($0.key)=\(Self.inAddress($0.value.string ?? ""))" }.joined(separator: "&")
    }

    /// The request target.
    var address: String { query.isEmpty ? path : "\(path)?\(query)" }

    /// The body; nil for none.
    var body: JSONObject? {
        switch operation {
        case .createQuery: ["Name": .string("Sample"), "Query": .string("${text}")]
        case .createReport:
            [
                "ReportName": .string("Sample"), "QueryId": .string("${queryId}"), "StartTime": .string("${now+PT5H}"),
                "RecurrenceInterval": .integer(24), "RecurrenceCount": .integer(2),
            ]
        case .updateReport:
            [
                "ReportName": .string("Sample"), "StartTime": .string("${now+PT5H}"),
                "RecurrenceInterval": .integer(24),
                "RecurrenceCount": .integer(2),
            ]
        default: nil
        }
    }

    /// The arguments of a step that calls the operation by name.
    var arguments: JSONObject {
        var arguments = JSONObject(operation.identifier.map { [.init($0, .string(identifier))] } ?? [])
        arguments.members += body?.members ?? parameters
        return arguments
    }

    /// Returns a value of a parameter, written for an address, that changes what the operation answers.
    static func value(of parameter: QueryParameter, in operation: Operation) -> String {
        switch parameter.kind {
        case .flag: parameter == .getLatestExecution || parameter == .includeSystemQueries ? "false" : "true"
        case .time: parameter == .endTime ? "2020-10-01T00:00:00Z" : "2020-12-01T00:00:00Z"
        case .position: "1"
        case .list, .text:
            switch parameter {
            case .datasetName: "${dataset}"
            case .exportQuery: "${text|encoded}"
            case .queryName: "${queryName|encoded}"
            case .reportName: "${reportName|encoded}"
            case .reportID: "${reportId}"
            case .executionID: "${executionId}"
            case .executionStatus: "Pending"
            // The identifier of a query, in three operations.
            default: "${queryId}"
            }
        }
    }

    /// Returns a template as an address has it: `${text}` becomes `${text|encoded}`.
    static func inAddress(_ template: String) -> String {
        template.hasPrefix("${") && template.hasSuffix("}") ? "\(template.dropLast())|encoded}" : template
    }
}
