/// What happens to a connection from outside.
extension ConnectionState {
    /// Takes bytes from the peer.
    ///
    /// After the last answer they are dropped.
    package mutating func receive(_ bytes: Span<UInt8>, now: MonotonicTime) {
        switch phase {
        case .finishing, .lingering, .closed: return
        case .body: bodyProgress = now
        case .head, .handling, .streaming: break
        }
        input.append(bytes)
    }

    /// Notes that the peer will send nothing more; answers under way are still sent (RFC 9112 §9.6).
    package mutating func receiveEnd() {
        hasInputEnded = true
    }

    /// Notes that the peer has taken bytes of the run that `withOutput` gave.
    package mutating func takeOutput(_ count: Int, now: MonotonicTime) {
        output.take(count)
        writeProgress = now
        if output.isEmpty { unsentAnswers = 0 }
    }

    /// Notes that the server is shutting down: a request under way is answered, then the connection closes.
    package mutating func beginDraining() {
        isDraining = true
    }

    /// The instant at which `passDeadline` must be called, or nil if nothing is waited for.
    package var deadline: MonotonicTime? {
        let writing = output.isEmpty ? nil : writeProgress + deadlines.writeStall
        let phaseDeadline: MonotonicTime?
        switch phase {
        case .head where isOutputFull: phaseDeadline = nil
        case .head:
            phaseDeadline =
                headStarted.map { $0 + deadlines.headComplete } ?? (idleSince + deadlines.keepAliveIdle)
        case .body: phaseDeadline = bodyProgress + deadlines.bodyIdle
        case .lingering: phaseDeadline = lingerStarted + deadlines.linger
        case .handling, .streaming, .finishing, .closed: phaseDeadline = nil
        }
        guard let writing else { return phaseDeadline }
        return phaseDeadline.map { min($0, writing) } ?? writing
    }

    /// Acts on a deadline that has passed; without effect if none has.
    package mutating func passDeadline(now: MonotonicTime) {
        guard let deadline, deadline <= now else { return }
        if !output.isEmpty, writeProgress + deadlines.writeStall <= now { return cut() }
        switch phase {
        case .head where headStarted == nil: phase = .finishing(lingers: false)
        case .head: refuse(.headTimeout, now)
        case .body: refuse(.bodyTimeout, now)
        case .lingering: phase = .closed(resets: false)
        case .handling, .streaming, .finishing, .closed: break
        }
    }

    /// Waits until the last bytes are sent; nil if the phase changed.
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

    /// Waits until the peer has ended too; nil if the phase changed.
    mutating func advanceLingering() -> ConnectionAction? {
        guard hasInputEnded else { return .wait }
        phase = .closed(resets: false)
        return nil
    }
}
