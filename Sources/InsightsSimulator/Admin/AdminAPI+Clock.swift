import InsightsJSON
import InsightsQuery
import InsightsTime

/// The route `/_sim/clock`.
extension AdminAPI {
    static let clockKeys = ["advance", "set", "mode", "speed"]

    /// Returns the clock, with the progress of a move that takes long; never waits for the move.
    func clockState(_ sandbox: TenantRuntime) -> JSONValue {
        if sandbox.isBusy, let move = sandbox.clockMoves.longest {
            // Only a manual clock is moved.
            return .object(
                [
                    "now": .string(sandbox.published.instant.description),
                    "mode": .string(SimulatorClock.Mode.manual.rawValue),
                    "move": progress(of: move, at: sandbox.published.instant),
                ])
        }
        let (now, clock) = sandbox.withState { state, now in (now, state.clock) }
        var members: JSONObject = ["now": .string(now.description), "mode": .string(clock.mode.rawValue)]
        if let speed = clock.speed { members.members.append(.init("speed", .integer(speed))) }
        if let move = sandbox.clockMoves.longest { members["move"] = progress(of: move, at: now) }
        return .object(members)
    }

    private func progress(of move: ClockMove, at now: Timestamp) -> JSONValue {
        let whole = move.target.secondsSinceEpoch - move.start.secondsSinceEpoch
        let done = now.secondsSinceEpoch - move.start.secondsSinceEpoch
        return .object([
            "from": .string(move.start.timestamp.description), "to": .string(move.target.timestamp.description),
            "percent": .integer(whole > 0 ? min(100, max(0, done * 100 / whole)) : 100),
        ])
    }

    func changeClock(_ call: AdminCall, _ body: JSONObject) throws(AdminError) {
        let sandbox = call.sandbox
        guard body.members.count == 1, let member = body.members.first else {
            throw .badValue(
                place: "body", found: "\(body.members.count) keys",
                expected: #"one of {"advance":"PT4H"}, {"set":"2021-01-06T19:00:00Z"}, {"mode":"manual"}, "#
                    + #"{"speed":3600}"#)
        }
        if member.key == "speed" { return try changeSpeed(sandbox, member.value) }
        guard let text = member.value.string else {
            throw .badValue(place: member.key, found: member.value.kind, expected: "a string")
        }
        switch member.key {
        case "advance":
            let expected = "an ISO 8601 duration such as PT4H or P1M, not past \(SimulatorClock.lastInstant)"
            guard let duration = ISODuration(text), try move(call, duration.after) else {
                throw .badValue(place: "advance", found: "'\(text)'", expected: expected)
            }
        case "set":
            guard let target = Timestamp(text), try move(call, { _ in target }) else {
                throw .badValue(
                    place: "set", found: "'\(text)'",
                    expected:
                        "yyyy-MM-ddTHH:mm:ssZ, not before the clock's \(sandbox.now) (it only moves forward) and not "
                        + "after \(SimulatorClock.lastInstant)")
            }
        default: try changeMode(sandbox, text)
        }
    }

    /// Moves the clock; returns false if that is impossible.
    private func move(_ call: AdminCall, _ target: (Timestamp) -> Timestamp?) throws(AdminError) -> Bool {
        switch call.sandbox.move(target, since: call.cancellations) {
        case .arrived: return true
        case .impossible: return false
        case .cancelled(let instant): throw .moveCancelled(at: instant.description)
        }
    }

    private func changeMode(_ sandbox: TenantRuntime, _ text: String) throws(AdminError) {
        guard let mode = SimulatorClock.Mode(rawValue: text), mode == .system || mode == .manual else {
            throw .badValue(place: "mode", found: "'\(text)'", expected: "system or manual")
        }
        let isDone = sandbox.withState { state, _ in
            if mode == .system { return state.clock.makeSystem() }
            state.clock.makeManual()
            return true
        }
        guard isDone else {
            throw .badValue(
                place: "mode", found: "'system' while the clock is ahead of the machine's",
                expected: "manual, or POST /_sim/reset first")
        }
    }

    private func changeSpeed(_ sandbox: TenantRuntime, _ value: JSONValue) throws(AdminError) {
        guard let speed = value.integer, SimulatorClock.speeds.contains(speed) else {
            let range = SimulatorClock.speeds
            throw .badValue(
                place: "speed", found: String(decoding: JSONWriter.encode(value), as: UTF8.self),
                expected: "simulated seconds per real second, a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        sandbox.withState { state, _ in state.clock.run(speed: speed) }
    }
}
