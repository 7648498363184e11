/// Reads one answer on the client's side, as it arrives (RFC 9112 §4 to §8).
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

    /// Whether the connection may carry another request after this answer.
    package private(set) var keepsAlive = false

    /// Whether anything has arrived.
    package private(set) var hasStarted = false

    /// Creates a parser for the answer to one request; an answer to HEAD has no content (RFC 9110 §9.3.2).
    package init(method: HTTPMethod, limits: HTTPLimits) {
        self.limits = limits
        isHead = method == .head
    }

    /// Takes what has arrived and returns the answer once it is complete.
    ///
    /// - Throws: what is wrong with the answer.
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
            // What follows an answer nobody asked for: never reuse such a connection.
            if bytes.count > 0 { keepsAlive = false }
            return nil
        }
    }

    /// Takes the end of the connection and returns the answer if that completes it.
    ///
    /// - Throws: `unexpectedEnd` if it cuts the answer short.
    package mutating func receiveEnd() throws(HTTPParseError) -> HTTPResponse? {
        keepsAlive = false
        guard phase == .body, decoder != nil else { throw .unexpectedEnd }
        try decoder?.end()
        return complete()
    }

    /// Notes that the connection cannot carry another request, for reasons of the request's side.
    package mutating func abandonConnection() {
        keepsAlive = false
    }

    /// Parses what there is of the head; false if it is not complete.
    ///
    /// Interim answers are skipped.
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

    /// How the end of the content is known (RFC 9112 §6.3, for answers).
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
