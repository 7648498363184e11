package import InsightsTime

/// Writing of responses to the output.
extension ConnectionState {
    /// Accepts the response to the last request handed out.
    ///
    /// A response that cannot be sent, because its status is interim or its length negative, becomes a 500.
    package mutating func respond(with original: HTTPResponse, now: MonotonicTime) {
        if case .closed = phase { return }
        guard case .handling = phase, let head else { preconditionFailure("a response without a request") }
        handedOutBytes = 0
        let response = Self.isSendable(original) ? original : HTTPResponse(500)
        if response.isDeliveredNormally {
            send(response, head, announcedLength: nil, bytesPerSecond: nil, now)
        } else {
            deliver(response, head, now)
        }
    }

    /// Writes a response to the output: all of it, or its head and the start of its body.
    mutating func send(
        _ response: HTTPResponse, _ head: RequestHead, announcedLength: Int?, bytesPerSecond: Int?,
        _ now: MonotonicTime
    ) {
        var framing = Self.framing(of: response, version: head.version)
        if let announcedLength, framing != .none { framing = .length(announcedLength) }
        let hasContent = head.method != .head && !response.status.forbidsBody
        // If the client has ended its side and no request is left, there is no reason to stay open.
        closesAfterResponse =
            !head.keepsAlive || isDraining || hasInputEnded && input.isEmpty || hasContent && framing == .untilClose
        unsentResponses += 1
        noteOutput(now)
        let persistence: ResponseEncoder.Persistence =
            closesAfterResponse ? .close : head.version == .http10 ? .keepAlive : .open
        output.append {
            ResponseEncoder.appendHead(
                status: response.status, reasonPhrase: response.reasonPhrase, fields: response.fields, framing: framing,
                persistence: persistence, keepAlive: deadlines.keepAlive, date: dateHeader, to: &$0)
        }
        pace = bytesPerSecond.map { ResponseThrottle(bytesPerSecond: $0, free: output.count, now: now) }
        guard hasContent else { return finishResponse(now) }
        switch response.body {
        case .bytes(let content):
            output.append(content: admitted(content).content, more: !input.isEmpty)
            finishResponse(now)
        case .stream(let source, let length):
            let remaining = announcedLength == nil ? length : nil
            phase = .streaming(source, remaining: remaining, chunked: framing == .chunked, pulling: false)
            if length == 0 { finishResponse(now) }
        }
    }

    /// Accepts the chunk that was last requested, or nil for the end of the content.
    ///
    /// Content that differs from the announced length resets the connection before it becomes a wrong frame.
    package mutating func receivePiece(_ piece: [UInt8]?, now: MonotonicTime) {
        if case .closed = phase { return }
        guard case .streaming(let source, var remaining, let chunked, true) = phase else {
            preconditionFailure("a chunk that was not requested")
        }
        noteOutput(now)
        guard let piece else {
            // If the length is known, the content was complete before this end could be requested.
            guard remaining == nil else { return cut() }
            if chunked { output.append { ResponseEncoder.appendLastChunk(to: &$0) } }
            return finishResponse(now)
        }
        if let announced = remaining {
            guard piece.count <= announced else { return cut() }
            remaining = announced - piece.count
        }
        let (sent, isLast) = admitted(piece)
        if chunked {
            output.append { ResponseEncoder.appendChunk(sent, to: &$0) }
        } else {
            output.append { $0.append(contentsOf: sent) }
        }
        phase = .streaming(source, remaining: remaining, chunked: chunked, pulling: false)
        if isLast || remaining == 0 { finishResponse(now) }
    }

    /// Resets the connection because the chunk last requested could not be produced; the status has already been sent.
    package mutating func failPiece() {
        cut()
    }

    /// Requests the next chunk if little output is pending.
    mutating func advanceStreaming() -> ConnectionAction {
        guard case .streaming(let source, let remaining, let chunked, false) = phase, output.count < Self.lowWater
        else { return .wait }
        phase = .streaming(source, remaining: remaining, chunked: chunked, pulling: true)
        return .pull(source)
    }

    /// Records that output is about to be appended: if none was pending, the write timeout starts.
    mutating func noteOutput(_ now: MonotonicTime) {
        if output.isEmpty { writeProgress = now }
    }

    /// Discards all data and resets the connection, so the peer notices.
    package mutating func cut() {
        output.removeAll()
        input.removeAll()
        phase = .closed(resets: true)
    }

    private mutating func finishResponse(_ now: MonotonicTime) {
        let promisedToClose = head?.keepsAlive == false && input.isEmpty
        head = nil
        idleSince = now
        if let ending {
            phase = ending.resets ? .cutting : .finishing(lingers: false)
            self.ending = nil
            return
        }
        phase = closesAfterResponse ? .finishing(lingers: !promisedToClose) : .head
    }

    private static func isSendable(_ response: HTTPResponse) -> Bool {
        if response.status.code < 200 { return false }
        if case .stream(_, let length?) = response.body { return length >= 0 }
        return true
    }

    /// Returns the framing of a response's content (RFC 9112 §6.3).
    private static func framing(of response: HTTPResponse, version: HTTPVersion) -> BodyFraming {
        if response.status.forbidsBody { return .none }
        switch response.body {
        case .bytes(let content): return .length(content.count)
        case .stream(_, let length?): return .length(length)
        case .stream: return version == .http11 ? .chunked : .untilClose
        }
    }
}
