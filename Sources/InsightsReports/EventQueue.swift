package import InsightsTime

/// A priority queue of the next event of each report, ordered by time and then by creation of the report.
///
/// It is a binary heap, so a year of fifty schedules costs little more than the events themselves.
package struct EventQueue: Sendable {
    /// The time of an event, with the index of its report in order of creation.
    package struct Entry: Sendable, Comparable {
        package var due: Timestamp
        package var index: Int

        package static func < (left: Entry, right: Entry) -> Bool {
            left.due == right.due ? left.index < right.index : left.due < right.due
        }
    }

    private var heap: [Entry]

    package init(_ entries: [Entry] = []) {
        // A sorted array is a heap.
        heap = entries.sorted()
    }

    /// The next event; nil if there is none.
    package var first: Entry? { heap.first }

    /// Moves the report of the first event to its next instant, or removes it if it has none.
    package mutating func replaceFirst(due: Timestamp?) {
        if let due {
            heap[0].due = due
        } else {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        sink()
    }

    /// Restores the heap order from the root downwards.
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
