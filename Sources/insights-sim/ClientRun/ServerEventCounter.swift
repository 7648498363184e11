import InsightsClientAudit
import InsightsServer
import Synchronization

/// What a server had to say, each thing once, with how often it said it.
final class ServerEventCounter: Sendable {
    /// So many different things are kept at the most.
    private static let limit = 100

    /// One thing, and how often.
    struct Entry: Sendable {
        let event: ServerEvent
        fileprivate(set) var count: Int

        /// The entry as a part of a run's result.
        var notice: ClientRunResult.Notice {
            let host: String? = if case .refusedByProxy(let host, _) = event { host } else { nil }
            return ClientRunResult.Notice(event.description, foreignHost: host, count: count)
        }
    }

    private let said = Mutex<[Entry]>([])

    func note(_ event: ServerEvent) {
        said.withLock { said in
            if let index = said.firstIndex(where: { $0.event == event }) {
                said[index].count += 1
            } else if said.count < Self.limit {
                said.append(Entry(event: event, count: 1))
            }
        }
    }

    /// What was said, in the order in which it was said first.
    var entries: [Entry] { said.withLock { $0 } }
}
