import InsightsServer
import Synchronization

/// A printer of server events that prints each distinct event once.
final class DeduplicatingPrinter: Sendable {
    /// The greatest number of distinct events.
    private static let limit = 100

    private let said = Mutex<Set<ServerEvent>>([])
    private let say: @Sendable (String) -> Void

    init(_ say: @escaping @Sendable (String) -> Void) {
        self.say = say
    }

    func print(_ notice: ServerEvent) {
        let isNew = said.withLock { $0.count < Self.limit && $0.insert(notice).inserted }
        if isNew { say(notice.description) }
    }
}
