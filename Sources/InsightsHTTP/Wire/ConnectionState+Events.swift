package import InsightsTime

/// External events of a connection.
extension ConnectionState {
    /// Receives bytes from the peer.
    ///
    /// They are dropped after the last response.
    package mutating func receive(_ bytes: Span<UInt8>, now: MonotonicTime) {
        switch phase {
        case .cutting, .finishing, .lingering, .closed: return
        case .body: bodyProgress = now
        case .head, .handling, .delayed, .streaming: break
        }
        input.append(bytes)
    }

    /// Records that the peer will send nothing more; pending responses are still sent (RFC 9112 §9.6).
    package mutating func receiveEnd() {
        hasInputEnded = true
    }

    /// Records that the peer has taken bytes of the run passed by `withOutput`.
    package mutating func takeOutput(_ count: Int, now: MonotonicTime) {
        output.take(count)
        writeProgress = now
        if pace != nil { pace?.take(count) }
        guard output.isEmpty else { return }
        unsentResponses = 0
        if pace != nil { endPace(now: now) }
    }

    /// Records that the server is shutting down: a request in progress gets its response, then the connection closes.
    package mutating func beginDraining() {
        isDraining = true
    }

    /// The instant at which `passDeadline` must be called; nil if there is none.
    package var deadline: MonotonicTime? {
        let phaseDeadline = phaseDeadline
        guard !output.isEmpty else { return phaseDeadline }
        var writing = writeProgress + deadlines.writeStall
        if let pace, pace.allowance == 0 { writing = min(writing, pace.nextRefill) }
        return phaseDeadline.map { min($0, writing) } ?? writing
    }

    private var phaseDeadline: MonotonicTime? {
        switch phase {
        case .head where isOutputFull: nil
        case .head: headStarted.map { $0 + deadlines.headComplete } ?? (idleSince + deadlines.keepAliveIdle)
        case .body: min(bodyProgress + deadlines.bodyIdle, requestStarted + deadlines.requestComplete)
        case .delayed(_, let instant): instant
        case .lingering: lingerStarted + deadlines.linger
        case .handling, .streaming, .cutting, .finishing, .closed: nil
        }
    }

    private static let afterAllOthers: UInt64 = 1 << 62

    /// The number of bytes that are held of unfinished requests, and of the one that was handed out.
    package var heldBytes: Int { input.count + body.count + handedOutBytes }

    /// The arrival of the first byte of an unfinished request; nil if there is none.
    package var unfinishedSince: MonotonicTime? {
        switch phase {
        case .head: headStarted
        case .body: requestStarted
        default: nil
        }
    }

    /// The instant since which the connection has done nothing of use, to make room for others; nil while it does.
    ///
    /// Bytes of an unfinished request are of no use, so a peer cannot hold a connection by sending single bytes. A
    /// response that a fault delays comes after all others, since it may take an hour.
    package var idleSinceForOthers: MonotonicTime? {
        switch phase {
        case .handling: nil
        case .delayed: idleSince + Self.afterAllOthers
        case .head, .body: output.isEmpty ? idleSince : max(idleSince, writeProgress)
        case .streaming, .cutting: output.isEmpty ? nil : writeProgress
        case .finishing, .lingering, .closed: idleSince
        }
    }

    /// Handles a deadline that has passed; does nothing if none has.
    package mutating func passDeadline(now: MonotonicTime) {
        if !output.isEmpty, writeProgress + deadlines.writeStall <= now { return cut() }
        guard let phaseDeadline, phaseDeadline <= now else { return }
        switch phase {
        case .head where headStarted == nil: phase = .finishing(lingers: false)
        case .head: refuse(.headTimeout, now)
        case .body:
            refuse(requestStarted + deadlines.requestComplete <= now ? .requestTimeout : .bodyTimeout, now)
        case .delayed(let response, _):
            phase = .handling
            respond(with: response, now: now)
        case .lingering: phase = .closed(resets: false)
        case .handling, .streaming, .cutting, .finishing, .closed: break
        }
    }

    /// Waits until the last bytes are sent; returns nil if the phase changed.
    mutating func advanceFinishing(lingers: Bool, _ now: MonotonicTime) -> ConnectionAction? {
        input.removeAll()
        guard output.isEmpty else { return .wait }
        guard lingers, !hasInputEnded else {
            phase = .closed(resets: false)
            return nil
        }
        lingerStarted = now
        phase = .lingering
        return .endOutput
    }

    /// Waits until the peer has ended too; returns nil if the phase changed.
    mutating func advanceLingering() -> ConnectionAction? {
        guard hasInputEnded else { return .wait }
        phase = .closed(resets: false)
        return nil
    }
}
