package import InsightsTime

/// A priority queue of the next event of each report, ordered by time and then by creation of the report.
///
/// It is a binary heap that knows the place of each report. So a year of fifty schedules costs little more than the
/// events themselves, and a change of one report moves only that one.
package struct EventQueue: Sendable {
    /// The time of an event, with the index of its report in order of creation.
    package struct Entry: Sendable, Comparable {
        package var due: Timestamp
        package var index: Int

        package static func < (left: Entry, right: Entry) -> Bool {
            left.due == right.due ? left.index < right.index : left.due < right.due
        }
    }

    private var heap: [Entry] = []
    /// The place of each report in the heap, by its index; `absent` for one without an event.
    private var places: [Int] = []

    private static let absent = -1

    package init(_ entries: [Entry] = []) {
        // A sorted array is a heap.
        heap = entries.sorted()
        for (place, entry) in heap.enumerated() { setPlace(of: entry.index, to: place) }
    }

    /// The next event; nil if there is none.
    package var first: Entry? { heap.first }

    /// The number of reports with an event.
    package var count: Int { heap.count }

    /// Moves the report of the first event to its next instant, or removes it if it has none.
    package mutating func replaceFirst(due: Timestamp?) {
        guard let due else { return remove(at: 0) }
        heap[0].due = due
        sink(from: 0)
    }

    /// Sets the instant of the next event of a report; nil for none.
    package mutating func set(due: Timestamp?, for index: Int) {
        let place = index < places.count ? places[index] : Self.absent
        switch (place, due) {
        case (Self.absent, nil): break
        case (Self.absent, let due?):
            heap.append(Entry(due: due, index: index))
            setPlace(of: index, to: heap.count - 1)
            rise(from: heap.count - 1)
        case (_, nil): remove(at: place)
        case (_, let due?):
            heap[place].due = due
            restore(at: place)
        }
    }

    private mutating func remove(at place: Int) {
        let last = heap.count - 1
        if place != last { swap(place, last) }
        places[heap.removeLast().index] = Self.absent
        if place != last { restore(at: place) }
    }

    private mutating func setPlace(of index: Int, to place: Int) {
        while places.count <= index { places.append(Self.absent) }
        places[index] = place
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        heap.swapAt(left, right)
        places[heap[left].index] = left
        places[heap[right].index] = right
    }

    /// Restores the heap order around one entry that has changed.
    private mutating func restore(at place: Int) {
        rise(from: place)
        sink(from: place)
    }

    /// Restores the heap order from a place upwards.
    private mutating func rise(from place: Int) {
        var child = place
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            swap(child, parent)
            child = parent
        }
    }

    /// Restores the heap order from a place downwards.
    private mutating func sink(from place: Int) {
        var parent = place
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[parent] else { return }
            swap(child, parent)
            parent = child
        }
    }
}
