import InsightsQuery
import InsightsTime

/// The items of a journal, oldest first, bounded in number and bytes.
///
/// A value. Adding costs the same however many there are.
struct JournalBuffer: Sendable {
    enum Item: Sendable {
        case record(RecordedExchange, sequence: Int)
        case event(JournalEvent)

        var cost: Int {
            switch self {
            case .record(let record, _): record.cost
            case .event: 256
            }
        }
    }

    /// How many bytes a journal keeps at the most.
    static let byteLimit = 8 << 20

    private let capacity: Int
    private let byteLimit: Int
    private var storage: [Item?] = []
    private var start = 0
    private var bytes = 0
    /// How many requests there were.
    private(set) var requestCount = 0
    /// How many requests were dropped to make room.
    private(set) var droppedCount = 0
    /// How many other items were.
    private(set) var droppedEvents = 0

    init(capacity: Int, byteLimit: Int = Self.byteLimit) {
        self.capacity = capacity
        self.byteLimit = byteLimit
    }

    /// Counts a request that is not kept.
    mutating func count() {
        requestCount += 1
        droppedCount += 1
    }

    /// Adds a request, and drops what is too much.
    mutating func append(_ record: RecordedExchange) {
        requestCount += 1
        append(.record(record, sequence: requestCount), cost: record.cost)
    }

    mutating func append(_ event: JournalEvent) {
        let item = Item.event(event)
        if capacity > 0 { append(item, cost: item.cost) }
    }

    private mutating func append(_ item: Item, cost: Int) {
        bytes += cost
        storage.append(item)
        while storage.count - start > capacity || bytes > byteLimit && storage.count - start > 1 { dropFirst() }
        // Moving the rest once per so many items costs little for each of them.
        if start > capacity { compact() }
    }

    private mutating func dropFirst() {
        guard let item = storage[start].take() else { preconditionFailure("an item dropped twice") }
        bytes -= item.cost
        switch item {
        case .record: droppedCount += 1
        case .event: droppedEvents += 1
        }
        start += 1
    }

    private mutating func compact() {
        storage.removeFirst(start)
        start = 0
    }

    /// The items, oldest first.
    var items: [Item] { storage[start...].compactMap(\.self) }
}
