import InsightsAPI
import InsightsHTTP
import InsightsQuery

/// What the journal keeps of one request and its answer: as it was, secrets included; `JournalEntry` shows it.
struct JournalRecord: Sendable {
    /// Its number among all the tenant's requests, counted from 1, the dropped ones included.
    var sequence = 0
    /// The tenant's instant when it came.
    let time: Timestamp
    let route: RequestRoute
    let program: Program?
    let method: HTTPMethod
    let target: String
    let requestFields: HTTPFields
    let requestBody: KeptBody
    let remoteAddress: String?
    let status: Int
    let responseFields: HTTPFields
    let responseBody: KeptBody
    let fault: FaultPlan.Fired?
    /// How long it took by the machine's clock, in nanoseconds.
    let realNanoseconds: UInt64

    /// What it costs to keep, in bytes.
    var cost: Int {
        requestFields.byteCount + responseFields.byteCount + requestBody.bytes.count + responseBody.bytes.count
            + target.utf8.count + Self.overhead
    }

    private static let overhead = 256
}

/// The start of a body, and how long the whole was.
struct KeptBody: Sendable {
    let bytes: [UInt8]
    /// The length of the whole; nil where it was made while it was sent.
    let length: Int?

    /// Keeps so many bytes; a body that is shorter is not copied.
    init(_ body: [UInt8], limit: Int) {
        bytes = body.count <= limit ? body : Array(body.prefix(limit))
        length = body.count
    }

    private init(bytes: [UInt8], length: Int?) {
        self.bytes = bytes
        self.length = length
    }

    init(_ body: HTTPBody, limit: Int) {
        switch body {
        case .bytes(let content): self = KeptBody(content, limit: limit)
        case .pieces(_, let length): self = KeptBody(bytes: [], length: length)
        }
    }

    /// Whether it was kept whole.
    var isWhole: Bool { bytes.count == length }
}

/// What else happened to a tenant: what a replay must repeat, and faults that befell no request.
enum JournalNote: Sendable {
    /// The clock was moved to an instant.
    case clockMoved(Timestamp)
    /// The faults were replaced.
    case faultsChanged(FaultPlan)
    /// A fault befell a run of a report or a callback.
    case faultFired(FaultPlan.Fired, subject: String)
}
