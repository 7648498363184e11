/// How a scan is cut into pieces; what comes out never depends on it.
package struct ScanSettings: Sendable {
    /// At most so many threads scan at a time.
    package var threads = processorCount
    /// So many rows are looked at at a time.
    package var blockRows = 8192
    /// A thread more is worth its while for so many rows.
    package var rowsPerThread = 1 << 16

    /// The usual settings.
    package static let standard = ScanSettings()

    /// Creates settings.
    package init() {}
}

/// Goes through the rows of a table that satisfy some conditions.
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

    /// Whether no row is left out.
    var keepsAll: Bool { filters.isEmpty }

    /// Lets one consumer per thread look at rows that follow one another; the consumers come back in that order.
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

    /// Puts a mask over a range; false if no row passes for certain.
    private func passes(_ range: Range<Int>, _ mask: inout RowMask) -> Bool {
        mask.cover(range)
        for filter in filters where !filter.apply(to: &mask) { return false }
        return true
    }
}

/// What a scan does with the rows it finds.
protocol RowConsumer: AnyObject {
    /// Looks at rows, all of them behind those of earlier calls.
    func take(_ block: RowBlock)
    /// Whether further rows would change nothing.
    var isDone: Bool { get }
    /// How many groups there are so far.
    var groupCount: Int { get }
    /// How much memory is held, in bytes.
    var heldBytes: Int { get }
}
