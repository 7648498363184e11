/// Reads the head of a request from a buffer that grows (RFC 9112 §2 to §6).
///
/// The buffer given to `parse` starts with the message and may be longer on every call; it is read line by line and no
/// line twice. Framing is decided here, and what could be framed in two ways is refused.
package struct RequestHeadParser: Sendable {
    /// What a look at the buffer gave.
    package enum Outcome: Sendable {
        /// The head is not complete.
        case needsMore
        /// The head, and how many bytes it took.
        case head(RequestHead, consumed: Int)
    }

    /// How many empty lines are skipped before the request line: old clients send one after a body (RFC 9112 §2.2).
    package static let toleratedEmptyLines = 4

    private let limits: HTTPLimits
    private var scanner = LineScanner()
    private var emptyLines = 0
    private var requestLine: RequestLine?
    private var fieldsStart = 0
    private var section = FieldSection()

    /// Creates a parser for one head.
    package init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Looks at what has arrived.
    ///
    /// - Throws: why the request must be refused; the parser is of no further use then.
    package mutating func parse(_ bytes: Span<UInt8>) throws(HTTPParseError) -> Outcome {
        if requestLine == nil {
            try parseRequestLine(bytes)
            if requestLine == nil { return .needsMore }
        }
        while let line = try scanner.nextLine(in: bytes, limit: limits.fieldBytes, tooLong: .fieldTooLarge) {
            if line.isEmpty { return .head(try finish(bytes), consumed: scanner.lineStart) }
            try section.add(line, of: bytes, origin: fieldsStart, limits: limits)
        }
        return .needsMore
    }

    /// Whether the first `count` bytes hold nothing but empty lines, all of them skipped.
    func hasSkippedAll(of count: Int) -> Bool {
        requestLine == nil && scanner.lineStart == count
    }

    /// Parses the request line if it is complete, after skipping empty lines.
    private mutating func parseRequestLine(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        while scanner.lineStart < bytes.count {
            // What cannot become a method, such as the start of a TLS handshake, is refused before its line ends.
            let first = bytes[scanner.lineStart]
            guard ByteClass.isToken(first) || first == UInt8(ascii: "\r") || first == UInt8(ascii: "\n") else {
                throw .invalidMethod
            }
            let line = try scanner.nextLine(in: bytes, limit: limits.requestLineBytes, tooLong: .requestLineTooLong)
            guard let line else { return }
            if !line.isEmpty {
                requestLine = try RequestLine(line, of: bytes)
                fieldsStart = scanner.lineStart
                return
            }
            emptyLines += 1
            guard emptyLines <= Self.toleratedEmptyLines else { throw .malformedRequestLine }
        }
    }

    private mutating func finish(_ bytes: Span<UInt8>) throws(HTTPParseError) -> RequestHead {
        guard let requestLine else { preconditionFailure("a head is finished before its request line") }
        let version = requestLine.version
        guard section.hostCount <= 1 else { throw .repeatedHost }
        guard version == .http10 || section.hostCount == 1 else { throw .missingHost }
        let framing = try section.framing(version: version, limits: limits) ?? BodyFraming.none
        // A client of HTTP/1.0 does not wait for an interim answer (RFC 9110 §10.1.1).
        if version == .http11, section.expectsOther { throw .unsupportedExpectation }
        return RequestHead(
            method: requestLine.method, target: requestLine.target, version: version,
            fields: HTTPFields(bytes: bytes.array(fieldsStart..<scanner.lineStart), entries: section.entries),
            framing: framing, keepsAlive: section.keepsAlive(version: version),
            expectation: version == .http11 && section.expectsContinue ? .continue : .none)
    }
}
