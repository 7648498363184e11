/// Extracts a message's content from its framing, as it arrives (RFC 9112 §6 and §7).
package struct BodyDecoder: Sendable {
    private enum Framing {
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
        case untilClose
    }

    private var framing: Framing
    private let limit: Int

    /// Whether the content is complete; further bytes belong to the next message.
    package private(set) var isFinished: Bool

    /// Creates a decoder for the content of one message.
    package init(_ framing: BodyFraming, limits: HTTPLimits) {
        limit = limits.bodyBytes
        isFinished = false
        switch framing {
        case .none:
            self.framing = .length(remaining: 0)
            isFinished = true
        case .length(let length):
            self.framing = .length(remaining: length)
            isFinished = length == 0
        case .chunked: self.framing = .chunked(ChunkedDecoder(limits: limits))
        case .untilClose: self.framing = .untilClose
        }
    }

    /// Appends the content in `bytes` to `body` and returns the number of bytes used.
    ///
    /// Uses all bytes unless the content ends within them.
    ///
    /// - Throws: the reason why the message must be refused.
    package mutating func decode(
        _ bytes: Span<UInt8>, into body: inout [UInt8]
    ) throws(HTTPParseError) -> Int {
        guard !isFinished else { return 0 }
        switch framing {
        case .length(let remaining):
            let count = min(remaining, bytes.count)
            body.append(bytes, 0..<count)
            framing = .length(remaining: remaining - count)
            isFinished = count == remaining
            return count
        case .chunked(var decoder):
            // Moved out of the enum and back, to avoid copying its buffer.
            framing = .untilClose
            let count = try decoder.decode(bytes, into: &body)
            isFinished = decoder.isFinished
            framing = .chunked(decoder)
            return count
        case .untilClose:
            guard body.count + bytes.count <= limit else { throw .bodyTooLarge }
            body.append(bytes, 0..<bytes.count)
            return bytes.count
        }
    }

    /// Records that the peer will send nothing more.
    ///
    /// - Throws: `unexpectedEnd` if the content is incomplete.
    package mutating func end() throws(HTTPParseError) {
        if case .untilClose = framing { isFinished = true }
        guard isFinished else { throw .unexpectedEnd }
    }
}
