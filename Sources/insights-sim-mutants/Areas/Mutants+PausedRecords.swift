import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    /// A pause or resume that shows one field of the report otherwise than it is.
    static let pausedRecords: [Mutant] = [("pause", Scope.pauseReport), ("resume", Scope.resumeReport)].flatMap {
        call, scope in
        fields.flatMap { field, program -> [Mutant] in
            let scope = program.map(scope.of) ?? scope
            let path = "/value/*/\(field)"
            return [
                Mutant("\(call)-null-\(field)", "The answer to a \(call) has null for `\(field)`.", responses: scope) {
                    $0.change(path) { _ in .null }
                },
                Mutant("\(call)-other-\(field)", "The answer to a \(call) shows another `\(field)`.", responses: scope)
                {
                    $0.change(path, another)
                },
            ]
        }
    }

    /// The fields of a report, with the program that alone has it.
    private static let fields: [(String, PartnerProgram?)] = [
        ("reportId", nil), ("reportName", nil), ("description", nil), ("queryId", nil), ("query", nil), ("user", nil),
        ("createdTime", nil), ("modifiedTime", nil), ("executeNow", .mpn), ("startTime", nil), ("reportStatus", nil),
        ("recurrenceInterval", nil), ("recurrenceCount", nil), ("callbackUrl", nil), ("callbackMethod", .mpn),
        ("format", nil),
    ]

    @Sendable private static func another(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text + "x")
        case .bool(let flag): .bool(!flag)
        case .number: .integer((value.integer ?? 0) + 1)
        case .null, .array, .object: value
        }
    }
}
