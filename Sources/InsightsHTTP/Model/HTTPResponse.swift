/// An HTTP response as a value.
public struct HTTPResponse: Sendable {
    /// The response status.
    public var status: HTTPStatus
    /// The header fields.
    ///
    /// The transport sets framing fields (`Content-Length`, `Transfer-Encoding`, `Connection`).
    public var fields: HTTPFields
    /// The content.
    public var body: HTTPBody
    /// The delivery; nearly always `.normal`, so it is stored behind a reference to keep the value small.
    public var delivery: HTTPDelivery {
        get { rarities?.delivery ?? .normal }
        set { setRarities(newValue, reasonPhrase) }
    }
    /// A reason phrase that replaces the registered one; nil for the registered one.
    ///
    /// Clients should ignore it (RFC 9112 §4), but some do not.
    public var reasonPhrase: String? {
        get { rarities?.reasonPhrase }
        set { setRarities(delivery, newValue) }
    }

    private var rarities: Rarities?

    private mutating func setRarities(_ delivery: HTTPDelivery, _ reasonPhrase: String?) {
        rarities = delivery == .normal && reasonPhrase == nil ? nil : Rarities(delivery, reasonPhrase)
    }

    /// Whether the response is delivered immediately and completely.
    package var isDeliveredNormally: Bool { rarities.map { $0.delivery == .normal } ?? true }

    /// Creates a response.
    public init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: HTTPBody = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Returns the complete content, and pulls all chunks of a stream.
    ///
    /// - Throws: the error of the stream's source.
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

/// The rarely used properties of a response, stored apart to keep others small.
private final class Rarities: Sendable {
    let delivery: HTTPDelivery
    let reasonPhrase: String?

    init(_ delivery: HTTPDelivery, _ reasonPhrase: String?) {
        self.delivery = delivery
        self.reasonPhrase = reasonPhrase
    }
}
