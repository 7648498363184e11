/// The delivery of a response that is not simply sent: late, slowly, in part, or with a wrong length.
///
/// A server executes it without blocking other connections. In process nothing sleeps: delays and throttling remain
/// values, and an incomplete response becomes a `TransportFailure` of `InProcessTransport`.
public struct HTTPDelivery: Sendable, Equatable {
    /// A premature end of a response.
    public enum Cut: Sendable, Equatable {
        /// The connection is reset before any byte is sent.
        case resetBeforeHead
        /// The connection is reset after a number of body bytes, even if the body is complete.
        case reset(afterBodyBytes: Int)
        /// The connection is closed normally after a number of body bytes.
        case close(afterBodyBytes: Int)
    }

    /// The delay before the first byte of the response.
    public var delay: Duration
    /// The premature end; nil for a complete response.
    public var cut: Cut?
    /// The maximum number of body bytes per second; nil for no limit.
    public var bytesPerSecond: Int?
    /// A false value for `Content-Length`; the connection is closed after the response.
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

    /// The number of body bytes after which the response ends; nil for a whole body.
    package var lastBodyByte: Int? {
        let ofCut: Int? =
            switch cut {
            case .resetBeforeHead: 0
            case .reset(let count), .close(let count): count
            case nil: nil
            }
        return [ofCut, announcedLength].compactMap(\.self).min()
    }

    /// The normal delivery: immediate, complete, and with the right length.
    public static let normal = HTTPDelivery()
}

/// The reason why a response did not arrive as intended.
public enum TransportFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The connection was reset after a number of body bytes; nil if nothing had arrived.
    case connectionReset(bodyBytes: Int?)
    /// The body ended before the announced length.
    case truncatedBody(bodyBytes: Int, announced: Int)

    /// The reason on one line.
    public var description: String {
        switch self {
        case .connectionReset(nil): "the connection was reset before the response"
        case .connectionReset(let bytes?): "the connection was reset after \(bytes) bytes of the body"
        case .truncatedBody(let bytes, let announced):
            "the body ended after \(bytes) of \(announced) announced bytes"
        }
    }
}

extension HTTPDelivery {
    /// Returns the part of a body that a remote client would receive.
    ///
    /// - Throws: `TransportFailure` if the response would be incomplete.
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
