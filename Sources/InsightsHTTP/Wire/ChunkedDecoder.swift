/// Extracts content from the chunked transfer coding (RFC 9112 §7.1).
///
///     size -> extension -> sizeLineFeed -> data -> dataReturn -> dataLineFeed -> size ...
///                                       -> trailers -> finished        (size 0)
struct ChunkedDecoder: Sendable {
    private enum State {
        case size(value: Int, digits: Int)
        case `extension`(size: Int)
        case sizeLineFeed(size: Int)
        case data(remaining: Int)
        case dataReturn
        case dataLineFeed
        case trailers
        case finished
    }

    private let limits: HTTPLimits
    private var state = State.size(value: 0, digits: 0)
    private var extensionBytes = 0
    private var trailers: [UInt8] = []
    private var trailerScanner = LineScanner()
    private var trailerSection = FieldSection()

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Whether the last chunk and the trailers have been read.
    var isFinished: Bool {
        if case .finished = state { true } else { false }
    }

    /// Appends the content in `bytes` to `body` and returns the number of bytes used.
    mutating func decode(_ bytes: Span<UInt8>, into body: inout [UInt8]) throws(HTTPParseError) -> Int {
        var index = 0
        while index < bytes.count {
            switch state {
            case .data(let remaining):
                let count = min(remaining, bytes.count - index)
                body.append(bytes, index..<index + count)
                state = count == remaining ? .dataReturn : .data(remaining: remaining - count)
                index += count
            case .trailers:
                index = try readTrailers(bytes, from: index)
            case .finished:
                return index
            default:
                try step(bytes[index], contentSoFar: body.count)
                index += 1
            }
        }
        return index
    }

    /// Processes one byte of the framing between the chunks' content.
    private mutating func step(_ byte: UInt8, contentSoFar: Int) throws(HTTPParseError) {
        switch state {
        case .size(let value, let digits): try readSize(byte, value: value, digits: digits)
        case .extension(let size): try readExtension(byte, size: size)
        case .sizeLineFeed(let size):
            guard byte == UInt8(ascii: "\n") else { throw .invalidChunkSize }
            guard size <= limits.bodyBytes - contentSoFar else { throw .bodyTooLarge }
            state = size == 0 ? .trailers : .data(remaining: size)
        case .dataReturn:
            guard byte == UInt8(ascii: "\r") else { throw .invalidChunkEnd }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == UInt8(ascii: "\n") else { throw .invalidChunkEnd }
            state = .size(value: 0, digits: 0)
        case .data, .trailers, .finished: preconditionFailure("content is not framing")
        }
    }

    private mutating func readSize(_ byte: UInt8, value: Int, digits: Int) throws(HTTPParseError) {
        if let digit = ByteClass.hexValue(byte) {
            // Sixteen digits exceed any limit. The check on digits is needed too, because leading zeros never
            // overflow.
            guard digits < 16, value <= Int.max >> 4 else { throw .invalidChunkSize }
            state = .size(value: value << 4 | digit, digits: digits + 1)
            return
        }
        guard digits > 0 else { throw .invalidChunkSize }
        switch byte {
        case UInt8(ascii: "\r"): state = .sizeLineFeed(size: value)
        // A blank after the size is obsolete, and programs on the way read it differently (RFC 9112 §7.1.1).
        case UInt8(ascii: ";"): try readExtension(byte, size: value)
        default: throw .invalidChunkSize
        }
    }

    private mutating func readExtension(_ byte: UInt8, size: Int) throws(HTTPParseError) {
        if byte == UInt8(ascii: "\r") {
            state = .sizeLineFeed(size: size)
            return
        }
        guard ByteClass.isFieldValue(byte) else { throw .invalidChunkExtension }
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensionBytes else { throw .chunkExtensionsTooLarge }
        state = .extension(size: size)
    }

    /// Reads trailers up to the empty line; they are validated like fields and then discarded (RFC 9110 §6.5.1).
    private mutating func readTrailers(_ bytes: Span<UInt8>, from start: Int) throws(HTTPParseError) -> Int {
        let lineFeed = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start)
        let end = lineFeed.map { $0 + 1 } ?? bytes.count
        trailers.append(bytes, start..<end)
        let trailers = self.trailers
        while let line = try trailerScanner.nextLine(
            in: trailers.span, limit: limits.fieldBytes, tooLong: .fieldTooLarge)
        {
            if line.isEmpty {
                state = .finished
            } else {
                try trailerSection.add(line, of: trailers.span, origin: 0, limits: limits)
            }
        }
        return end
    }
}
