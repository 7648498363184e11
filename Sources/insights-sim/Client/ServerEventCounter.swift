import InsightsServer
import Synchronization

/// What a server had to say, each thing once, with how often it said it.
final class ServerEventCounter: Sendable {
    /// So many different things are kept at the most.
    private static let limit = 100

    /// One thing, and how often.
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

    /// What was said, in the order in which it was said first.
    var entries: [Entry] { said.withLock { $0 } }
}
