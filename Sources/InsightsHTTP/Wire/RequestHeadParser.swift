/// A parser of a request head in a growing buffer (RFC 9112 §2 to §6).
///
/// The buffer passed to `parse` starts with the message and may be longer on every call. It is read line by line, and
/// no line twice. The framing is decided here, and ambiguous framing is refused.
package struct RequestHeadParser: Sendable {
    /// The result of parsing the buffer.
    package enum Outcome: Sendable {
        /// The head is incomplete.
        case needsMore
        /// The head, with the number of bytes it occupies.
        case head(RequestHead, consumed: Int)
    }

    /// The number of empty lines skipped before the request line: old clients send one after a body (RFC 9112 §2.2).
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

    /// Parses the bytes that have arrived.
    ///
    /// - Throws: the reason why the request must be refused; the parser must not be used afterwards.
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

    /// Returns whether the first `count` bytes contain only empty lines, all of them skipped.
    func hasSkippedAll(of count: Int) -> Bool {
        requestLine == nil && scanner.lineStart == count
    }

    /// Parses the request line if it is complete, after skipping empty lines.
    private mutating func parseRequestLine(_ bytes: Span<UInt8>) throws(HTTPParseError) {
        while scanner.lineStart < bytes.count {
            // Bytes that cannot start a method, such as a TLS handshake, are refused before the line ends.
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
        // Programs on the way may choose either of two.
        guard section.originCount <= 1 else { throw .repeatedOrigin }
        guard section.authorizationCount <= 1 else { throw .repeatedAuthorization }
        let framing = try section.framing(version: version, limits: limits) ?? BodyFraming.none
        // An HTTP/1.0 client does not wait for an interim response (RFC 9110 §10.1.1).
        if version == .http11, section.expectsOther { throw .unsupportedExpectation }
        return RequestHead(
            method: requestLine.method, target: requestLine.target, version: version,
            fields: HTTPFields(bytes: bytes.array(fieldsStart..<scanner.lineStart), entries: section.entries),
            framing: framing, keepsAlive: section.keepsAlive(version: version),
            expectation: version == .http11 && section.expectsContinue ? .continue : .none)
    }
}
