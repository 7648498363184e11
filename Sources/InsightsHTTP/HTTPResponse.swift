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
        get { script?.delivery ?? .normal }
        set { script = newValue == .normal ? nil : DeliveryScript(newValue) }
    }

    private var script: DeliveryScript?

    /// Whether the answer is to arrive at once and whole.
    package var isDeliveredNormally: Bool { script == nil }

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
        case .pieces(let source, _):
            var bytes: [UInt8] = []
            while let piece = try source.nextPiece() { bytes.append(contentsOf: piece) }
            return bytes
        }
    }
}

/// Keeps an unusual delivery out of the answers that have none.
private final class DeliveryScript: Sendable {
    let delivery: HTTPDelivery

    init(_ delivery: HTTPDelivery) {
        self.delivery = delivery
    }
}
