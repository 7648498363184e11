import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsReports
import InsightsTime

/// One authorized call of the service, with its caller, target and time.
///
/// It is a class because it is passed along and never changes: a copy would cost more than its allocation.
final class ServiceCall: Sendable {
    let operation: Operation
    let program: PartnerProgram
    let version: ServiceVersion
    /// The options of the records of the version.
    let style: RecordOptions
    let token: VerifiedToken
    let account: AccountID
    /// Whether sensitive values are redacted for this caller.
    let isRedacted: Bool
    let request: HTTPRequest
    let target: RequestTarget
    /// The number of path segments up to the program.
    let prefix: Int
    let frame: ResponseFrame

    init(
        operation: Operation, program: PartnerProgram, version: ServiceVersion, style: RecordOptions,
        token: VerifiedToken, account: AccountID, isRedacted: Bool, request: HTTPRequest, target: RequestTarget,
        prefix: Int, frame: ResponseFrame
    ) {
        self.operation = operation
        self.program = program
        self.version = version
        self.style = style
        self.token = token
        self.account = account
        self.isRedacted = isRedacted
        self.request = request
        self.target = target
        self.prefix = prefix
        self.frame = frame
    }

    var sandbox: TenantRuntime { token.sandbox }

    /// The path segments after the program.
    var segments: ArraySlice<String> { target.segments.dropFirst(prefix) }

    /// The parameters of the query string.
    var parameters: OperationParameters { OperationParameters(target.parameters, of: operation) }

    /// Returns an envelope with the records of the operation's success.
    func envelope(
        count: Int, nextLink: String? = nil, isPaged: Bool = false,
        records: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        let envelope = envelopeFrame(count: count, nextLink: nextLink, isPaged: isPaged)
        return frame.json(200, Envelope.encode(envelope, records: records))
    }

    /// Returns an envelope around records that are JSON already.
    func body(_ records: some Collection<[UInt8]>, nextLink: String? = nil, isPaged: Bool = false) -> [UInt8] {
        Envelope.encode(
            envelopeFrame(count: records.count, nextLink: nextLink, isPaged: isPaged), records: Array(records))
    }

    /// Returns the response with one record that is JSON already.
    func response(_ record: [UInt8]) -> HTTPResponse { frame.json(200, body([record])) }

    private func envelopeFrame(count: Int, nextLink: String?, isPaged: Bool) -> Envelope.Frame {
        Envelope.Frame(
            program: program, totalCount: count, message: operation.successMessage, nextLink: nextLink,
            isPaged: isPaged, dataRedacted: isRedacted)
    }
}
