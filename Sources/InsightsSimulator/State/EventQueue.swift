import InsightsTime

/// Which report goes on when: the earliest first, and of several at one instant the one created first.
///
/// A binary heap, so that a year of fifty schedules costs little more than the events themselves.
struct EventQueue: Sendable {
    /// When something happens, and to which report, by its place in the order of creation.
    struct Entry: Sendable, Comparable {
        var due: Timestamp
        var index: Int

        static func < (left: Entry, right: Entry) -> Bool {
            left.due == right.due ? left.index < right.index : left.due < right.due
        }
    }

    private var heap: [Entry]

    init(_ entries: [Entry] = []) {
        // A sorted array is a heap.
        heap = entries.sorted()
    }

    /// What happens next; nil if nothing does.
    var first: Entry? { heap.first }

    /// Puts the report that was first to its next instant, or takes it off if it has none.
    mutating func replaceFirst(due: Timestamp?) {
        if let due {
            heap[0].due = due
        } else {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        sink()
    }

    /// Lets the first entry sink to where it belongs.
    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}
