import InsightsHTTP
package import InsightsTime

/// Instants at which something must be looked at, earliest first.
///
/// Entries are not removed when they no longer matter: whoever takes one checks.
package struct DeadlineHeap<Token> {
    /// An instant, and what must be looked at then.
    package struct Entry {
        /// The instant.
        package var deadline: MonotonicTime
        /// What must be looked at.
        package var token: Token
    }

    private var entries: [Entry] = []

    /// Creates an empty heap.
    package init() {}

    /// The earliest instant, or nil.
    package var earliest: MonotonicTime? { entries.first?.deadline }

    /// Adds an instant.
    package mutating func insert(_ deadline: MonotonicTime, _ token: Token) {
        entries.append(Entry(deadline: deadline, token: token))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].deadline < entries[parent].deadline else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest entry if it is not later than `now`.
    package mutating func popDue(_ now: MonotonicTime) -> Entry? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].deadline < entries[smallest].deadline { smallest = child }
            }
            guard smallest != parent else { return first }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
