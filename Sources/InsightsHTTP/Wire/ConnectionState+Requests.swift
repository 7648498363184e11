package import InsightsTime

/// Reading of requests from the input.
extension ConnectionState {
    /// Reads a head; returns nil if the phase changed.
    mutating func advanceHead(_ now: MonotonicTime) -> ConnectionAction? {
        if isOutputFull { return .wait }
        if input.isEmpty { return advanceIdle() }
        if headStarted == nil { headStarted = now }
        do throws(HTTPParseError) {
            guard case .head(let head, let consumed) = try parseInput() else {
                // Empty lines are not a request, so they start no timeout and do not delay a shutdown.
                if parser.hasSkippedAll(of: input.count) {
                    headStarted = nil
                    return advanceIdle()
                }
                guard hasInputEnded else { return .wait }
                // An end of the connection within a head gets no response: no client waits for one.
                phase = .finishing(lingers: false)
                return nil
            }
            input.take(consumed)
            begin(head, now)
        } catch {
            refuse(error, now)
        }
        return nil
    }

    // The buffer is held by a constant only within these two functions, so it is never copied on mutation.

    private mutating func parseInput() throws(HTTPParseError) -> RequestHeadParser.Outcome {
        let bytes = input.bytes
        return try parser.parse(bytes.span.extracting(droppingFirst: input.start))
    }

    private mutating func decodeInput(_ decoder: inout BodyDecoder) throws(HTTPParseError) -> Int {
        let bytes = input.bytes
        return try decoder.decode(bytes.span.extracting(droppingFirst: input.start), into: &body)
    }

    /// Waits for a request, or closes if none will come or be accepted; returns nil if the phase changed.
    private mutating func advanceIdle() -> ConnectionAction? {
        guard hasInputEnded || isDraining else { return .wait }
        phase = .finishing(lingers: false)
        return nil
    }

    /// Prepares for a request's content, and requests it if the client expects `100 Continue`.
    private mutating func begin(_ head: RequestHead, _ now: MonotonicTime) {
        parser = RequestHeadParser(limits: limits)
        requestStarted = headStarted ?? now
        headStarted = nil
        bodyProgress = now
        let decoder = BodyDecoder(head.framing, limits: limits)
        // A client that has started to send is not waiting (RFC 9110 §10.1.1).
        if head.expectation == .continue, !decoder.isFinished, input.isEmpty, !hasInputEnded {
            noteOutput(now)
            output.append { ResponseEncoder.appendContinue(to: &$0) }
        }
        if case .length(let length) = head.framing { body.reserveCapacity(min(length, Self.reservedBytes)) }
        self.head = head
        self.decoder = decoder
        phase = .body
    }

    /// Reads content; returns nil if the phase changed.
    mutating func advanceBody(_ now: MonotonicTime) -> ConnectionAction? {
        guard var decoder, let head else { preconditionFailure("a body without its head") }
        self.decoder = nil
        // Growing by doubling would hold up to twice the content; memory that is reserved and not written is not held.
        if case .length(let length) = head.framing, length > body.capacity, body.count >= Self.reservedBytes / 2 {
            body.reserveCapacity(length)
        }
        do throws(HTTPParseError) {
            input.take(try decodeInput(&decoder))
        } catch {
            refuse(error, now)
            return nil
        }
        guard decoder.isFinished else {
            self.decoder = decoder
            guard hasInputEnded else { return .wait }
            // As within a head: the request is incomplete and no client waits for a response (RFC 9112 §8).
            phase = .finishing(lingers: false)
            return nil
        }
        var request = HTTPRequest(
            head.method, head.target, fields: head.fields, body: body, remoteAddress: remoteAddress)
        request.version = head.version
        if !body.isEmpty {
            handedOutBytes = body.count
            body = []
        }
        phase = .handling
        return .handle(request)
    }

    /// Sends the response for an invalid request, and closes: the start of the next request is unknown.
    package mutating func refuse(_ error: HTTPParseError, _ now: MonotonicTime) {
        let isHead = head?.method == .head
        let response = error.response
        noteOutput(now)
        output.append {
            var length = 0
            if case .bytes(let content) = response.body { length = content.count }
            ResponseEncoder.appendHead(
                status: response.status, fields: response.fields, framing: .length(length), persistence: .close,
                date: dateHeader, to: &$0)
            if !isHead, case .bytes(let content) = response.body { $0.append(contentsOf: content) }
        }
        head = nil
        decoder = nil
        body = []
        phase = .finishing(lingers: true)
    }
}
