import InsightsServer
import Synchronization

/// A counter of a server's events, with one entry for each distinct event.
final class ServerEventCounter: Sendable {
    /// The greatest number of distinct events.
    private static let limit = 100

    /// An event and the number of its occurrences.
    struct Entry: Sendable {
        let notice: ServerEvent
        fileprivate(set) var count: Int
    }

    private let said = Mutex<[Entry]>([])

    func note(_ notice: ServerEvent) {
        said.withLock { said in
            if let index = said.firstIndex(where: { $0.notice == notice }) {
                said[index].count += 1
            } else if said.count < Self.limit {
                said.append(Entry(notice: notice, count: 1))
            }
        }
    }

    /// The distinct events, in the order of their first occurrence.
    var entries: [Entry] { said.withLock { $0 } }
}
