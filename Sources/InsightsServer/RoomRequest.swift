import InsightsTime
import Synchronization

/// A request for room for a newcomer: the loops propose connections, and the one that has been idle longest goes.
final class RoomRequest: Sendable {
    /// A connection that a loop proposes.
    struct Candidate: Sendable {
        let idleSince: MonotonicTime
        let token: ConnectionToken
        let mailbox: LoopMailbox
    }

    private struct State {
        var awaited: Int
        var best: Candidate?
    }

    private let state: Mutex<State>

    /// Creates a request to a number of loops.
    init(loops: Int) {
        state = Mutex(State(awaited: loops))
    }

    /// Takes the proposal of one loop, nil for none; the last one decides.
    func propose(_ candidate: Candidate?) {
        let chosen = state.withLock { state -> Candidate? in
            state.awaited -= 1
            if let candidate, state.best.map({ candidate.idleSince < $0.idleSince }) ?? true { state.best = candidate }
            return state.awaited == 0 ? state.best : nil
        }
        guard let chosen else { return }
        chosen.mailbox.post(.close(chosen.token, idleSince: chosen.idleSince))
    }
}
