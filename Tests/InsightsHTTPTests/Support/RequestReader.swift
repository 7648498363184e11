import InsightsHTTP

/// The outcome of reading bytes: whole requests, and the reason of the end.
struct ReadOutcome: Equatable {
    struct Request: Equatable {
        var method: String
        var target: String
        var fields: HTTPFields
        var body: [UInt8]
    }

    var requests: [Request] = []
    var error: HTTPParseError?
}

/// Reads requests with the head parser and the body decoder, from a buffer that grows as the wire is fed.
struct RequestReader {
    private let limits: HTTPLimits
    private var parser: RequestHeadParser
    private var head: RequestHead?
    private var decoder: BodyDecoder?
    private var body: [UInt8] = []
    private var buffer: [UInt8] = []
    private(set) var outcome = ReadOutcome()

    /// Bytes around what the parsers are given: reading one of them would change what they say.
    private static let guardBytes: [UInt8] = [0x0D, 0x0A, 0x00, 0x0D, 0x0A]

    init(limits: HTTPLimits) {
        self.limits = limits
        parser = RequestHeadParser(limits: limits)
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        guard outcome.error == nil else { return }
        buffer.append(contentsOf: bytes)
        do throws(HTTPParseError) {
            while try advance() {}
        } catch {
            outcome.error = error
        }
    }

    /// Takes one step; false if more bytes are needed for the next.
    private mutating func advance() throws(HTTPParseError) -> Bool {
        let guarded = Self.guardBytes + buffer + Self.guardBytes
        let span = guarded.span.extracting(Self.guardBytes.count..<Self.guardBytes.count + buffer.count)
        guard let head else {
            guard case .head(let parsed, let consumed) = try parser.parse(span) else { return false }
            buffer.removeFirst(consumed)
            parser = RequestHeadParser(limits: limits)
            decoder = BodyDecoder(parsed.framing, limits: limits)
            self.head = parsed
            return true
        }
        guard let used = try decoder?.decode(span, into: &body) else { return false }
        buffer.removeFirst(used)
        guard decoder?.isFinished == true else { return false }
        outcome.requests.append(
            ReadOutcome.Request(
                method: head.method.token, target: head.target, fields: head.fields, body: body))
        self.head = nil
        body = []
        return !buffer.isEmpty
    }
}

/// Reads a wire in one piece.
func read(_ wire: [UInt8], limits: HTTPLimits = HTTPLimits()) -> ReadOutcome {
    var reader = RequestReader(limits: limits)
    reader.feed(wire)
    return reader.outcome
}

/// Reads a wire byte by byte.
func readByteByByte(_ wire: [UInt8], limits: HTTPLimits = HTTPLimits()) -> ReadOutcome {
    var reader = RequestReader(limits: limits)
    for byte in wire { reader.feed(CollectionOfOne(byte)) }
    return reader.outcome
}

/// Reads a wire in two pieces.
func read(_ wire: [UInt8], splitAt offset: Int, limits: HTTPLimits = HTTPLimits()) -> ReadOutcome {
    var reader = RequestReader(limits: limits)
    reader.feed(wire[..<offset])
    reader.feed(wire[offset...])
    return reader.outcome
}
