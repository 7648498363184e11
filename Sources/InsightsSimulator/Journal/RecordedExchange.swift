import InsightsAPI
import InsightsFaults
import InsightsHTTP
import InsightsTime

/// One request and its response as stored by the journal, with secrets; `JournalEntry` is the view without them.
///
/// It is a class, so that storing it moves one reference instead of twenty words.
final class RecordedExchange: Sendable {
    /// The time at which the request arrived, on the tenant's clock.
    let time: Timestamp
    let route: Operation
    let program: PartnerProgram?
    let method: HTTPMethod
    let target: String
    let requestFields: HTTPFields
    let requestBody: CapturedBody
    let remoteAddress: String?
    /// Whether the request arrived over TLS.
    let isSecure: Bool
    /// What trusted proxies state about the request; nil where none is configured, or where none did.
    let forwarding: Forwarding?
    let version: HTTPVersion
    let status: Int
    let responseFields: HTTPFields
    let responseBody: CapturedBody
    /// The number of bytes after which a fault ended the response body; nil for a whole one.
    let lastBodyByte: Int?
    /// Whether the client received the head of the response.
    let hasHead: Bool
    let fault: TriggeredFault?
    /// The time at which the request arrived, on the machine's clock.
    let machineTime: Timestamp
    /// The duration on the machine's clock, in nanoseconds.
    let realNanoseconds: UInt64
    /// The start on the machine's clock, in nanoseconds from an arbitrary origin.
    let realStart: UInt64
    /// The number of the journal's requests that had been completed when this one arrived.
    let completedBefore: Int

    init(
        time: Timestamp, route: Operation, program: PartnerProgram?, request: HTTPRequest, response: HTTPResponse,
        bodyLimit: Int, fault: TriggeredFault?, completedBefore: Int, machineTime: Timestamp, realStart: UInt64,
        realNanoseconds: UInt64
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
        forwarding = request.forwarding
        version = request.version
        status = response.status.code
        responseFields = response.fields
        responseBody = CapturedBody(response.body, limit: bodyLimit)
        // Almost every response is delivered normally: the details are worked out for the others alone.
        let delivery = response.isDeliveredNormally ? nil : response.delivery
        lastBodyByte = delivery?.lastBodyByte
        hasHead = delivery?.cut != .resetBeforeHead
        self.fault = fault
        self.completedBefore = completedBefore
        self.machineTime = machineTime
        self.realStart = realStart
        self.realNanoseconds = realNanoseconds
    }

    /// The approximate memory size in bytes.
    var cost: Int {
        requestFields.byteCount + responseFields.byteCount + requestBody.bytes.count + responseBody.bytes.count
            + target.utf8.count + Self.overhead
    }

    private static let overhead = 256
}

/// The start of a body, with the length of the whole.
struct CapturedBody: Sendable {
    /// The length up to which a body is kept whole: sharing it is cheaper than copying a part.
    static let sharedBytes = 16 * 1024

    let bytes: [UInt8]
    /// The length of the whole body; nil for a streamed body of unknown length.
    let length: Int?

    /// Keeps at least `limit` bytes of a body; none for a limit of 0.
    init(_ body: [UInt8], limit: Int) {
        bytes = limit == 0 ? [] : body.count <= max(limit, Self.sharedBytes) ? body : Array(body.prefix(limit))
        length = body.count
    }

    /// Creates the known start of a body of some length.
    init(_ bytes: [UInt8], of length: Int?) {
        self.bytes = bytes
        self.length = length
    }

    init(_ body: HTTPBody, limit: Int) {
        switch body {
        case .bytes(let content): self = CapturedBody(content, limit: limit)
        case .stream(_, let length): self = CapturedBody([], of: length)
        }
    }

    /// Returns the part that a journal with a limit shows.
    func shown(_ limit: Int) -> CapturedBody {
        bytes.count <= limit ? self : CapturedBody(Array(bytes.prefix(limit)), of: length)
    }

    /// Whether the whole body was kept.
    var isWhole: Bool { bytes.count == length }
}
