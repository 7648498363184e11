import InsightsQuery
import InsightsTime

/// The items of a journal, oldest first, limited in number and bytes.
///
/// A value. The cost of an append does not depend on the number of items.
struct JournalBuffer: Sendable {
    enum Item: Sendable {
        case record(RecordedExchange, sequence: Int)
        /// Apart, because events are rare and large.
        indirect case event(JournalEvent)

        var cost: Int {
            switch self {
            case .record(let record, _): record.cost
            case .event: 256
            }
        }
    }

    /// The maximum number of bytes that a journal keeps.
    static let byteLimit = 8 << 20

    private let capacity: Int
    private let byteLimit: Int
    private var storage: [Item?] = []
    private var start = 0
    private var bytes = 0
    /// The number of requests so far.
    private(set) var requestCount = 0
    /// The number of requests that were dropped or not kept.
    private(set) var droppedCount = 0
    /// The number of requests and events so far, kept or not.
    private(set) var itemCount = 0
    /// The number of notes that were dropped.
    private(set) var droppedEvents = 0

    init(capacity: Int, byteLimit: Int = Self.byteLimit) {
        self.capacity = capacity
        self.byteLimit = byteLimit
    }

    /// Counts a request that is not kept.
    mutating func count() {
        requestCount += 1
        itemCount += 1
        droppedCount += 1
    }

    /// Appends a request, and drops the oldest items beyond the limits.
    mutating func append(_ record: RecordedExchange) {
        requestCount += 1
        append(.record(record, sequence: requestCount), cost: record.cost)
    }

    mutating func append(_ event: JournalEvent) {
        let item = Item.event(event)
        if capacity > 0 { append(item, cost: item.cost) } else { itemCount += 1 }
    }

    private mutating func append(_ item: Item, cost: Int) {
        itemCount += 1
        bytes += cost
        storage.append(item)
        while storage.count - start > capacity || bytes > byteLimit && storage.count - start > 1 { dropFirst() }
        // Move the remaining items only once per `capacity` drops, so that the cost per item is small.
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
