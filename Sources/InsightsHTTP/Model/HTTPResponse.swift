/// An answer as a value.
public struct HTTPResponse: Sendable {
    /// The status.
    public var status: HTTPStatus
    /// The header fields.
    ///
    /// Framing fields (`Content-Length`, `Transfer-Encoding`, `Connection`) are the transport's.
    public var fields: HTTPFields
    /// The content.
    public var body: HTTPBody
    /// How the answer is to arrive; nearly always at once and whole, so nothing but a reference is carried for it.
    public var delivery: HTTPDelivery {
        get { rarities?.delivery ?? .normal }
        set { setRarities(newValue, reasonPhrase) }
    }
    /// What stands after the status where that is not its registered phrase; clients are to make nothing of it (RFC 9112
    /// §4), and some do.
    public var reasonPhrase: String? {
        get { rarities?.reasonPhrase }
        set { setRarities(delivery, newValue) }
    }

    private var rarities: Rarities?

    private mutating func setRarities(_ delivery: HTTPDelivery, _ reasonPhrase: String?) {
        rarities = delivery == .normal && reasonPhrase == nil ? nil : Rarities(delivery, reasonPhrase)
    }

    /// Whether the answer is to arrive at once and whole.
    package var isDeliveredNormally: Bool { rarities.map { $0.delivery == .normal } ?? true }

    /// Creates an answer.
    public init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: HTTPBody = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The whole content, pulling every piece if it comes in pieces.
    ///
    /// - Throws: what the source of the pieces throws.
    public func bodyBytes() throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .stream(let source, _):
            var bytes: [UInt8] = []
            while let piece = try source.nextChunk() { bytes.append(contentsOf: piece) }
            return bytes
        }
    }
}

/// Keeps what few answers have out of all others.
private final class Rarities: Sendable {
    let delivery: HTTPDelivery
    let reasonPhrase: String?

    init(_ delivery: HTTPDelivery, _ reasonPhrase: String?) {
        self.delivery = delivery
        self.reasonPhrase = reasonPhrase
    }
}
