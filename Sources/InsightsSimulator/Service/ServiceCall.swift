import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsReports
import InsightsTime

/// One authorized call of the service, with its caller, target and time.
struct ServiceCall: Sendable {
    let operation: Operation
    let program: PartnerProgram
    let token: VerifiedToken
    let account: AccountID
    /// Whether sensitive values are redacted for this caller.
    let isRedacted: Bool
    let request: HTTPRequest
    let target: RequestTarget
    /// The path segments after the program.
    let segments: ArraySlice<String>
    let frame: ResponseFrame

    var sandbox: TenantRuntime { token.sandbox }

    /// The parameters of the query string.
    var parameters: OperationParameters { OperationParameters(target.parameters, of: operation) }

    /// Returns an envelope with the records of the operation's success.
    func envelope(
        count: Int, nextLink: String? = nil, isPaged: Bool = false,
        records: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        let envelope = Envelope.Frame(
            program: program, totalCount: count, message: operation.successMessage, nextLink: nextLink,
            isPaged: isPaged,
            dataRedacted: isRedacted)
        return frame.json(200, Envelope.encode(envelope, records: records))
    }
}
