/// A parser of one response on the client's side, as it arrives (RFC 9112 §4 to §8).
package struct ResponseParser: Sendable {
    private enum Phase {
        case head
        case body
        case finished
    }

    private let limits: HTTPLimits
    private let isHead: Bool
    private var phase = Phase.head
    private var input: [UInt8] = []
    private var scanner = LineScanner()
    private var statusLine: StatusLine?
    private var fieldsStart = 0
    private var section = FieldSection()
    private var decoder: BodyDecoder?
    private var response = HTTPResponse(200)
    private var body: [UInt8] = []
    private var interimCount = 0

    /// The greatest number of interim responses before a response.
    private static let mostInterim = 64

    /// Whether the connection may carry another request after this response.
    package private(set) var keepsAlive = false

    /// Whether any byte has arrived.
    package private(set) var hasStarted = false

    /// Creates a parser for the response to one request; a response to HEAD has no content (RFC 9110 §9.3.2).
    package init(method: HTTPMethod, limits: HTTPLimits) {
        self.limits = limits
        isHead = method == .head
    }

    /// Receives bytes and returns the response once it is complete.
    ///
    /// - Throws: the reason why the response is invalid.
    package mutating func receive(_ bytes: Span<UInt8>) throws(HTTPParseError) -> HTTPResponse? {
        if bytes.count > 0 { hasStarted = true }
        switch phase {
        case .head:
            input.append(bytes, 0..<bytes.count)
            while phase == .head { if try !parseHead() { return nil } }
            let rest = input
            input = []
            return try receiveBody(rest.span)
        case .body: return try receiveBody(bytes)
        case .finished:
            // Bytes after a response that no request asked for: never reuse such a connection.
            if bytes.count > 0 { keepsAlive = false }
            return nil
        }
    }

    /// Receives the end of the connection and returns the response if that completes it.
    ///
    /// - Throws: `unexpectedEnd` if the response is incomplete.
    package mutating func receiveEnd() throws(HTTPParseError) -> HTTPResponse? {
        keepsAlive = false
        guard phase == .body, decoder != nil else { throw .unexpectedEnd }
        try decoder?.end()
        return complete()
    }

    /// Records that the connection cannot carry another request, for reasons on the request's side.
    package mutating func abandonConnection() {
        keepsAlive = false
    }

    /// Parses the available part of the head; returns false if it is incomplete.
    ///
    /// Interim responses are skipped.
    private mutating func parseHead() throws(HTTPParseError) -> Bool {
        let input = self.input
        if statusLine == nil {
            guard
                let line = try scanner.nextLine(
                    in: input.span, limit: limits.requestLineBytes, tooLong: .requestLineTooLong)
            else { return false }
            statusLine = try StatusLine(line, of: input.span)
            fieldsStart = scanner.lineStart
        }
        while let line = try scanner.nextLine(in: input.span, limit: limits.fieldBytes, tooLong: .fieldTooLarge) {
            if line.isEmpty {
                try finishHead()
                return true
            }
            try section.add(line, of: input.span, origin: fieldsStart, limits: limits)
        }
        return false
    }

    private mutating func finishHead() throws(HTTPParseError) {
        guard let statusLine else { preconditionFailure("a head is finished before its status line") }
        let end = scanner.lineStart
        if statusLine.status.code < 200, statusLine.status.code != 101 {
            interimCount += 1
            guard interimCount <= Self.mostInterim else { throw .tooManyInterimResponses }
            input.removeFirst(end)
        } else {
            let framing = try framing(statusLine)
            response = HTTPResponse(
                statusLine.status,
                fields: HTTPFields(bytes: input.span.array(fieldsStart..<end), entries: section.entries))
            keepsAlive = section.keepsAlive(version: statusLine.version) && framing != .untilClose
            decoder = BodyDecoder(framing, limits: limits)
            input.removeFirst(end)
            phase = .body
        }
        scanner = LineScanner()
        section = FieldSection()
        self.statusLine = nil
    }

    /// Returns the framing of the response's content (RFC 9112 §6.3).
    private func framing(_ statusLine: StatusLine) throws(HTTPParseError) -> BodyFraming {
        if isHead || statusLine.status.forbidsBody { return .none }
        return try section.framing(version: statusLine.version, limits: limits) ?? .untilClose
    }

    private mutating func receiveBody(_ bytes: Span<UInt8>) throws(HTTPParseError) -> HTTPResponse? {
        guard var decoder = self.decoder else { preconditionFailure("content before the head") }
        self.decoder = nil
        let used = try decoder.decode(bytes, into: &body)
        self.decoder = decoder
        guard decoder.isFinished else { return nil }
        if used < bytes.count { keepsAlive = false }
        return complete()
    }

    private mutating func complete() -> HTTPResponse {
        phase = .finished
        response.body = .bytes(body)
        body = []
        return response
    }
}
