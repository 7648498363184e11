/// Collects the rows of a scan in order, up to a limit.
final class RowCollector: RowConsumer {
    private let limit: Int
    private var rows = GrowingBuffer<UInt32>()

    init(limit: Int?) {
        self.limit = limit ?? .max
    }

    var isDone: Bool { rows.count >= limit }

    var groupCount: Int { 0 }

    var heldBytes: Int { rows.count * 4 }

    func take(_ block: RowBlock) {
        if let list = block.list {
            rows.append(contentsOf: UnsafeBufferPointer(start: list, count: block.count))
        } else {
            block.forEach { rows.append(UInt32($1)) }
        }
    }

    /// Concatenates the rows of several collectors, and empties them.
    static func rows(of collectors: [RowCollector], limit: Int?) -> [UInt32] {
        let total = min(collectors.reduce(0) { $0 + $1.rows.count }, limit ?? .max)
        return [UInt32](unsafeUninitializedCapacity: total) { rows, initialized in
            for collector in collectors {
                let found = collector.rows.elements.prefix(total - initialized)
                initialized =
                    UnsafeMutableBufferPointer(rebasing: rows[initialized...])
                    .update(fromContentsOf: found) + initialized
                collector.rows = GrowingBuffer()
            }
        }
    }
}

/// Collects the first rows of a scan in some sort order.
final class TopCollector: RowConsumer {
    /// The number of rows collected beyond the limit before the last ones are dropped.
    private static let slack = 1 << 16

    private let limit: Int
    private let keys: @Sendable (_ rows: [UInt32]) -> [SortKeys]
    private var rows: [UInt32] = []

    init(limit: Int, keys: @escaping @Sendable (_ rows: [UInt32]) -> [SortKeys]) {
        self.limit = limit
        self.keys = keys
    }

    var isDone: Bool { false }

    var groupCount: Int { 0 }

    var heldBytes: Int { rows.count * 4 }

    func take(_ block: RowBlock) {
        block.forEach { rows.append(UInt32($1)) }
        if rows.count >= limit + Self.slack { keepBest() }
    }

    /// Keeps the first rows in sort order; of equal rows, those collected earlier stay in front.
    private func keepBest() {
        rows = RowOrder(keys(rows), count: rows.count).positions(limit: limit).map { rows[Int($0)] }
    }

    /// Returns the first rows of several collectors in sort order.
    static func rows(of collectors: [TopCollector]) -> [UInt32] {
        guard let first = collectors.first else { return [] }
        for collector in collectors { collector.keepBest() }
        for other in collectors.dropFirst() { first.rows += other.rows }
        first.keepBest()
        return first.rows
    }
}
