import InsightsAPI
import InsightsHTTP
import InsightsTime

/// What the journal keeps of one request and its answer: as it was, secrets included; `JournalEntry` shows it.
///
/// A class, so that keeping it moves one reference and not twenty words.
final class RecordedExchange: Sendable {
    /// The tenant's instant when it came.
    let time: Timestamp
    let route: Operation
    let program: PartnerProgram?
    let method: HTTPMethod
    let target: String
    let requestFields: HTTPFields
    let requestBody: CapturedBody
    let remoteAddress: String?
    /// Whether it came within TLS.
    let isSecure: Bool
    let status: Int
    let responseFields: HTTPFields
    let responseBody: CapturedBody
    let fault: TriggeredFault?
    /// How long it took by the machine's clock, in nanoseconds.
    let realNanoseconds: UInt64
    /// When it came by the machine's clock, in nanoseconds since no particular instant.
    let realStart: UInt64
    /// How many of the journal's requests had been answered when it came.
    let answeredBefore: Int

    init(
        time: Timestamp, route: Operation, program: PartnerProgram?, request: HTTPRequest, response: HTTPResponse,
        bodyLimit: Int, fault: TriggeredFault?, answeredBefore: Int, realStart: UInt64, realNanoseconds: UInt64
    ) {
        self.time = time
        self.route = route
        self.program = program
        method = request.method
        target = request.target
        requestFields = request.fields
        requestBody = CapturedBody(request.body, limit: bodyLimit)
        remoteAddress = request.remoteAddress
        isSecure = request.isSecure
        status = response.status.code
        responseFields = response.fields
        responseBody = CapturedBody(response.body, limit: bodyLimit)
        self.fault = fault
        self.answeredBefore = answeredBefore
        self.realStart = realStart
        self.realNanoseconds = realNanoseconds
    }

    /// What it costs to keep, in bytes.
    var cost: Int {
        requestFields.byteCount + responseFields.byteCount + requestBody.bytes.count + responseBody.bytes.count
            + target.utf8.count + Self.overhead
    }

    private static let overhead = 256
}

/// The start of a body, and how long the whole was.
struct CapturedBody: Sendable {
    /// Up to this length a body is kept as it stands: sharing it costs less than copying a part of it.
    static let sharedBytes = 16 * 1024

    let bytes: [UInt8]
    /// The length of the whole; nil where it was made while it was sent.
    let length: Int?

    /// Keeps so many bytes at least, none for a limit of 0.
    init(_ body: [UInt8], limit: Int) {
        bytes = limit == 0 ? [] : body.count <= max(limit, Self.sharedBytes) ? body : Array(body.prefix(limit))
        length = body.count
    }

    private init(bytes: [UInt8], length: Int?) {
        self.bytes = bytes
        self.length = length
    }

    init(_ body: HTTPBody, limit: Int) {
        switch body {
        case .bytes(let content): self = CapturedBody(content, limit: limit)
        case .stream(_, let length): self = CapturedBody(bytes: [], length: length)
        }
    }

    /// What a journal with that limit shows.
    func shown(_ limit: Int) -> CapturedBody {
        bytes.count <= limit ? self : CapturedBody(bytes: Array(bytes.prefix(limit)), length: length)
    }

    /// Whether it was kept whole.
    var isWhole: Bool { bytes.count == length }
}
