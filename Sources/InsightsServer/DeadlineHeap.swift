import InsightsHTTP
package import InsightsTime

/// A heap of deadlines, earliest first.
///
/// Entries are not removed when they become obsolete; the caller that pops one must check it.
package struct DeadlineHeap<Token> {
    /// A deadline and the connection to check then.
    package struct Entry {
        /// The instant of the deadline.
        package var deadline: MonotonicTime
        /// The token of the connection to check.
        package var token: Token
    }

    private var entries: [Entry] = []

    /// Creates an empty heap.
    package init() {}

    /// The earliest deadline; nil if the heap is empty.
    package var earliest: MonotonicTime? { entries.first?.deadline }

    /// Adds a deadline.
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

    /// Removes and returns the earliest entry, unless it is later than `now`.
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
