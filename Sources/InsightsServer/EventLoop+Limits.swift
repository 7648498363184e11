import InsightsHTTP
import InsightsTime

/// The limits that concern all connections together.
extension EventLoop {
    /// Returns this loop's connection that has been idle longest; nil if all of them have a request in progress.
    func longestIdle() -> RoomRequest.Candidate? {
        var longest: (since: MonotonicTime, token: ConnectionToken)?
        forEachConnection { connection in
            guard let since = connection.state.idleSinceForOthers, longest.map({ since < $0.since }) ?? true else {
                return
            }
            longest = (since, connection.token)
        }
        return longest.map { RoomRequest.Candidate(idleSince: $0.since, token: $0.token, mailbox: mailbox) }
    }

    /// Counts the bytes that a connection holds of unfinished requests.
    ///
    /// Past the limit, the unfinished request of this loop that began first is refused. A request that has arrived
    /// counts until its response.
    func account(_ connection: Connection) {
        let held = max(0, connection.state.heldBytes - InputBudget.freeBytes)
        let difference = held - connection.countedBytes
        guard difference != 0 else { return }
        connection.countedBytes = held
        guard !context.inputBudget.change(by: difference), difference > 0 else { return }
        while !context.inputBudget.isKept {
            guard let oldest = oldestUnfinished() else { return }
            oldest.state.refuse(.bodiesTooLarge, now)
            _ = context.inputBudget.change(by: -oldest.countedBytes)
            oldest.countedBytes = 0
            if oldest !== connection { advance(oldest) }
        }
    }

    private func oldestUnfinished() -> Connection? {
        var oldest: (connection: Connection, since: MonotonicTime)?
        forEachConnection { connection in
            guard connection.countedBytes > 0, let since = connection.state.unfinishedSince else { return }
            if oldest.map({ since < $0.since }) ?? true { oldest = (connection, since) }
        }
        return oldest?.connection
    }
}
