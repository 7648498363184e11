import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// One authorized call of the service, with its caller, target and time.
struct Call: Sendable {
    let program: PartnerProgram
    let token: VerifiedToken
    let account: AccountID
    /// Whether sensitive values are redacted for this caller.
    let isRedacted: Bool
    let request: HTTPRequest
    let target: RequestTarget
    /// The path segments after the program.
    let segments: ArraySlice<String>
    let answer: ResponseFrame

    var sandbox: TenantRuntime { token.sandbox }

    /// Returns the parameters of the query string, as those of an operation.
    func parameters(of operation: ServiceOperation) -> OperationParameters {
        OperationParameters(target.parameters, of: operation)
    }

    /// Returns a successful response of an operation, with records in the envelope.
    func envelope(
        _ operation: ServiceOperation, count: Int, nextLink: String? = nil, isPaged: Bool = false,
        records: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        let frame = Envelope.Frame(
            program: program, totalCount: count, message: operation.successMessage, nextLink: nextLink,
            isPaged: isPaged,
            dataRedacted: isRedacted)
        return answer.json(200, Envelope.encode(frame, records: records))
    }
}
