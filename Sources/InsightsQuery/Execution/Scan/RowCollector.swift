/// Gathers the rows of a scan in their order, as many as are wanted.
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

    /// The rows of several collectors, one after the other; these are empty then.
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

/// Keeps the rows of a scan that come first in some order.
final class TopCollector: RowConsumer {
    /// So many rows more than are wanted are gathered before the worst of them go.
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

    /// Best first; what was gathered earlier stays in front of its equals.
    private func keepBest() {
        rows = RowOrder(keys(rows), count: rows.count).positions(limit: limit).map { rows[Int($0)] }
    }

    /// The best rows of several collectors.
    static func rows(of collectors: [TopCollector]) -> [UInt32] {
        guard let first = collectors.first else { return [] }
        for collector in collectors { collector.keepBest() }
        for other in collectors.dropFirst() { first.rows += other.rows }
        first.keepBest()
        return first.rows
    }
}
