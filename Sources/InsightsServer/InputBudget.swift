import Synchronization

/// The bytes of unfinished requests of all connections together.
final class InputBudget: Sendable {
    /// The number of bytes of a connection that do not count, so that small requests touch no shared counter.
    static let freeBytes = 16 * 1024

    private let limit: Int
    private let held = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Changes the number of bytes; returns whether they are within the limit.
    func change(by difference: Int) -> Bool {
        held.add(difference, ordering: .relaxed).newValue <= limit
    }

    /// Whether the bytes are within the limit.
    var isKept: Bool { held.load(ordering: .relaxed) <= limit }
}
