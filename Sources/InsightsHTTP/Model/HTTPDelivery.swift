/// How an answer is to arrive where it is not simply sent: late, slowly, in part, or with a wrong length.
///
/// A server executes it without holding up other connections. In process nothing is slept: delays and paces stay
/// values, and what would not arrive whole is a `TransportFailure` of `InProcessTransport`.
public struct HTTPDelivery: Sendable, Equatable {
    /// How an answer ends before its time.
    public enum Cut: Sendable, Equatable {
        /// The connection is reset, and not a byte is sent.
        case resetBeforeHead
        /// The connection is reset after so many bytes of the body, also if that is all of it.
        case reset(afterBodyBytes: Int)
        /// The connection is closed in order after so many bytes of the body.
        case close(afterBodyBytes: Int)
    }

    /// How long the answer waits before its first byte.
    public var delay: Duration
    /// Where it ends before its time, if it does.
    public var cut: Cut?
    /// How many bytes of the body are sent in a second at the most; nil for as many as the peer takes.
    public var bytesPerSecond: Int?
    /// What `Content-Length` says instead of the truth; the connection is closed after the answer.
    public var announcedLength: Int?

    /// Creates a delivery.
    public init(
        delay: Duration = .zero, cut: Cut? = nil, bytesPerSecond: Int? = nil, announcedLength: Int? = nil
    ) {
        self.delay = delay
        self.cut = cut
        self.bytesPerSecond = bytesPerSecond
        self.announcedLength = announcedLength
    }

    /// At once, whole, and with the right length.
    public static let normal = HTTPDelivery()
}

/// Why an answer did not arrive as it was made.
public enum TransportFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The connection was reset after so many bytes of the body; nil if nothing had arrived.
    case connectionReset(bodyBytes: Int?)
    /// The body ended before the announced length.
    case truncatedBody(bodyBytes: Int, announced: Int)

    /// The cause in one line.
    public var description: String {
        switch self {
        case .connectionReset(nil): "the connection was reset before the answer"
        case .connectionReset(let bytes?): "the connection was reset after \(bytes) bytes of the body"
        case .truncatedBody(let bytes, let announced):
            "the body ended after \(bytes) of \(announced) announced bytes"
        }
    }
}

extension HTTPDelivery {
    /// What of a body a client on the other side of a network would have got.
    ///
    /// - Throws: `TransportFailure`, if that is no whole answer.
    func received(_ body: [UInt8]) throws(TransportFailure) -> [UInt8] {
        let announced = announcedLength ?? body.count
        switch cut {
        case .resetBeforeHead: throw .connectionReset(bodyBytes: nil)
        case .reset(let count): throw .connectionReset(bodyBytes: min(count, body.count))
        case .close(let count) where count < announced:
            throw .truncatedBody(bodyBytes: min(count, body.count), announced: announced)
        case .close, nil: break
        }
        guard announced <= body.count else { throw .truncatedBody(bodyBytes: body.count, announced: announced) }
        return announced < body.count ? Array(body.prefix(announced)) : body
    }
}
