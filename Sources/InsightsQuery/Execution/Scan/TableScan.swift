/// The division of a scan into pieces; the result never depends on it.
package struct ScanSettings: Sendable {
    /// The maximum number of threads that scan at the same time.
    package var threads = processorCount
    /// The number of rows per block.
    package var blockRows = 8192
    /// The number of rows that justifies one more thread.
    package var rowsPerThread = 1 << 16

    /// The default settings.
    package static let standard = ScanSettings()

    /// Creates the default settings.
    package init() {}
}

/// A scan over the rows of a table that satisfy some conditions.
struct TableScan {
    let rowCount: Int
    let filters: [RowFilter]
    let settings: ScanSettings
    let meter: BudgetMeter

    /// Prepares a scan; conditions that every row satisfies are left out.
    init(rowCount: Int, filters: [RowFilter], settings: ScanSettings, meter: BudgetMeter) {
        self.rowCount = rowCount
        self.filters = filters.filter { !$0.keepsAll }
        self.settings = settings
        self.meter = meter
    }

    /// Whether the scan includes every row.
    var keepsAll: Bool { filters.isEmpty }

    /// Runs one consumer per thread, each over a contiguous range of rows; returns the consumers in row order.
    func run<Consumer: RowConsumer>(_ make: () -> Consumer) throws(BudgetExceeded) -> [Consumer] {
        let threads = max(1, min(settings.threads, rowCount / settings.rowsPerThread))
        let stride = (rowCount / threads / settings.blockRows + 1) * settings.blockRows
        nonisolated(unsafe) let consumers = (0..<threads).map { _ in make() }
        let outcomes = concurrentMap(count: threads, threads: threads) { thread in
            let range = min(rowCount, thread * stride)..<min(rowCount, (thread + 1) * stride)
            return Result { () throws(BudgetExceeded) in try scan(range, consumers[thread]) }
        }
        for outcome in outcomes { try outcome.get() }
        return consumers
    }

    private func scan<Consumer: RowConsumer>(_ range: Range<Int>, _ consumer: Consumer) throws(BudgetExceeded) {
        var mask = RowMask()
        var list = [UInt32](repeating: 0, count: filters.isEmpty ? 0 : settings.blockRows + 1)
        var start = range.lowerBound
        while start < range.upperBound, !consumer.isDone {
            let end = min(start + settings.blockRows, range.upperBound)
            if filters.isEmpty {
                consumer.take(RowBlock(start..<end))
            } else if passes(start..<end, &mask) {
                list.withUnsafeMutableBufferPointer { list in
                    let count = mask.select(into: list)
                    if count > 0 { consumer.take(RowBlock(UnsafeBufferPointer(rebasing: list[..<count]))) }
                }
            }
            try meter.check(groups: consumer.groupCount, bytes: consumer.heldBytes)
            start = end
        }
    }

    /// Applies the filters to a range; returns false if certainly no row passes.
    private func passes(_ range: Range<Int>, _ mask: inout RowMask) -> Bool {
        mask.cover(range)
        for filter in filters where !filter.apply(to: &mask) { return false }
        return true
    }
}

/// A receiver of the rows that a scan finds.
protocol RowConsumer: AnyObject {
    /// Processes rows that come after those of all earlier calls.
    func take(_ block: RowBlock)
    /// Whether further rows would change nothing.
    var isDone: Bool { get }
    /// The number of groups so far.
    var groupCount: Int { get }
    /// The memory held, in bytes.
    var heldBytes: Int { get }
}
