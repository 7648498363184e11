/// Aggregates a metric per group over the rows of a scan.
protocol MetricAccumulator: AnyObject {
    /// Adds rows with their groups; `groups` is nil if all rows belong to a single group.
    func add(_ rows: RowBlock, groups: UnsafePointer<UInt32>?, groupCount: Int)
    /// Merges another accumulator of the same metric; `groups` maps its group numbers to those of this one.
    func merge(_ other: any MetricAccumulator, groups: [UInt32], groupCount: Int)
    /// Returns the metric's values.
    func finish(groupCount: Int) -> MetricColumn
    /// The memory held, in bytes.
    var heldBytes: Int { get }
}

/// The values that a sum adds up.
enum AggregateInput {
    case numbers(NumericColumn<Int64>, scale: Int, isInteger: Bool)
    /// Boolean codes; each true value counts as 1.
    case booleans(ColumnValues<UInt8>)
}

/// The sum of a column per group, for sums that fit 64 bits; null for groups without any value.
final class NarrowSumAccumulator: MetricAccumulator {
    private var sums: SumBuffer<Int64>

    init(_ summands: AggregateInput, isKeyed: Bool) {
        sums = SumBuffer(summands, isKeyed: isKeyed)
    }

    var heldBytes: Int { sums.heldBytes }

    func add(_ rows: RowBlock, groups: UnsafePointer<UInt32>?, groupCount: Int) {
        sums.add(rows, groups: groups, groupCount: groupCount)
    }

    func merge(_ other: any MetricAccumulator, groups: [UInt32], groupCount: Int) {
        guard let other = other as? Self else { preconditionFailure("accumulators of other metrics") }
        sums.merge(other.sums, groups: groups, groupCount: groupCount)
    }

    func finish(groupCount: Int) -> MetricColumn {
        let values = sums.finish(groupCount: groupCount)
        return MetricColumn(values: .narrow(values), scale: sums.scale, isInteger: sums.isInteger)
    }
}

/// The sum of a column per group, in 128 bits, which hold any such sum; null for groups without any value.
final class WideSumAccumulator: MetricAccumulator {
    private var sums: SumBuffer<Int128>

    init(_ summands: AggregateInput, isKeyed: Bool) {
        sums = SumBuffer(summands, isKeyed: isKeyed)
    }

    var heldBytes: Int { sums.heldBytes }

    func add(_ rows: RowBlock, groups: UnsafePointer<UInt32>?, groupCount: Int) {
        sums.add(rows, groups: groups, groupCount: groupCount)
    }

    func merge(_ other: any MetricAccumulator, groups: [UInt32], groupCount: Int) {
        guard let other = other as? Self else { preconditionFailure("accumulators of other metrics") }
        sums.merge(other.sums, groups: groups, groupCount: groupCount)
    }

    func finish(groupCount: Int) -> MetricColumn {
        let values = sums.finish(groupCount: groupCount)
        return MetricColumn(values: .wide(values), scale: sums.scale, isInteger: sums.isInteger)
    }
}

/// The number of distinct values of a column per group, nulls not counted.
final class DistinctAccumulator: MetricAccumulator {
    private let key: GroupingKey
    private var pairs = NumberTable()
    private var combined: [UInt64]

    init(_ key: GroupingKey, blockRows: Int) {
        self.key = key
        combined = Array(repeating: 0, count: blockRows)
    }

    var heldBytes: Int { NumberTable.heldBytes(count: pairs.count) }

    func add(_ rows: RowBlock, groups: UnsafePointer<UInt32>?, groupCount: Int) {
        combined.withUnsafeMutableBufferPointer { combined in
            guard let start = combined.baseAddress else { return }
            // A group and a value's number, each below 2^32, form one 64-bit number.
            for position in 0..<rows.count { start[position] = UInt64(groups?[position] ?? 0) }
            GroupingKey.append([key], to: start, rows)
            for position in 0..<rows.count { _ = pairs.place(of: start[position]) }
        }
    }

    func merge(_ other: any MetricAccumulator, groups: [UInt32], groupCount: Int) {
        guard let other = other as? DistinctAccumulator else { preconditionFailure("accumulators of other metrics") }
        other.pairs.forEach { pair, _ in
            _ = pairs.place(of: UInt64(groups[Int(pair / key.bound)]) * key.bound + pair % key.bound)
        }
    }

    func finish(groupCount: Int) -> MetricColumn {
        var counts = GrowingBuffer<Int64>(capacity: groupCount)
        counts.append(repeating: 0, count: groupCount)
        pairs.forEach { pair, _ in
            if pair % key.bound != 0 { counts.start[Int(pair / key.bound)] += 1 }
        }
        let values = NumericColumn(values: ColumnValues(counts), validity: nil)
        return MetricColumn(values: .narrow(values), scale: 0, isInteger: true)
    }
}

/// Sums of one width, one per group.
///
/// Two concrete classes use it, because the methods of one generic class would not be specialised.
private struct SumBuffer<Sum: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>: ~Copyable {
    private let summands: AggregateInput
    /// Whether a group can lack values: in a column with nulls, or as the single group, which can be empty.
    private let mayLackValues: Bool
    private var sums = GrowingBuffer<Sum>()
    /// One byte per group, 1 if the group has a value.
    private var present = GrowingBuffer<UInt8>()

    init(_ summands: AggregateInput, isKeyed: Bool) {
        self.summands = summands
        if isKeyed, case .numbers(let column, _, _) = summands {
            mayLackValues = column.validity != nil
        } else {
            mayLackValues = true
        }
    }

    var heldBytes: Int { sums.count * (MemoryLayout<Sum>.stride + 1) }

    mutating func add(_ rows: RowBlock, groups: UnsafePointer<UInt32>?, groupCount: Int) {
        grow(to: groupCount)
        switch summands {
        case .numbers(let column, _, _):
            // Nulls are stored as zero, so adding them changes nothing.
            column.values.withUnsafeBufferPointer { values in
                add(rows, groups) { Sum(truncatingIfNeeded: values[$0]) }
            }
            mark(rows, groups, column.validity)
        case .booleans(let codes):
            add(rows, groups) { codes[$0] == BooleanColumn.yes ? 1 : 0 }
            mark(rows, groups, codes)
        }
    }

    mutating func merge(_ other: borrowing SumBuffer, groups: [UInt32], groupCount: Int) {
        grow(to: groupCount)
        groups.withUnsafeBufferPointer { groups in
            for index in 0..<other.sums.count { sums.start[Int(groups[index])] &+= other.sums.start[index] }
            guard mayLackValues else { return }
            for index in 0..<other.present.count {
                present.start[Int(groups[index])] |= other.present.start[index]
            }
        }
    }

    /// Returns the sums; the buffer is empty after that.
    mutating func finish(groupCount: Int) -> NumericColumn<Sum> {
        grow(to: groupCount)
        let isPresent = { (byte: UInt8) in byte == 1 }
        let isWhole = !mayLackValues || present.elements.allSatisfy(isPresent)
        let validity = isWhole ? nil : ColumnValues(exchange(&present, with: GrowingBuffer()))
        return NumericColumn(values: ColumnValues(exchange(&sums, with: GrowingBuffer())), validity: validity)
    }

    /// The number of fraction digits of the sums.
    var scale: Int {
        if case .numbers(_, let scale, _) = summands { scale } else { 0 }
    }

    /// Whether the sums are integers.
    var isInteger: Bool {
        if case .numbers(_, _, let isInteger) = summands { isInteger } else { true }
    }

    private mutating func grow(to count: Int) {
        sums.append(repeating: 0, count: count - sums.count)
        if mayLackValues { present.append(repeating: 0, count: count - present.count) }
    }

    @inline(__always)
    private func add(_ rows: RowBlock, _ groups: UnsafePointer<UInt32>?, _ value: (Int) -> Sum) {
        let sums = sums.start
        guard let groups, rows.count > 0 else {
            var sum: Sum = 0
            rows.forEach { sum &+= value($1) }
            sums[0] &+= sum
            return
        }
        // Rows of one group are often adjacent: a local sum avoids waiting for each write to memory.
        var group = groups[0]
        var sum: Sum = 0
        rows.forEach { position, row in
            if groups[position] != group {
                sums[Int(group)] &+= sum
                group = groups[position]
                sum = 0
            }
            sum &+= value(row)
        }
        sums[Int(group)] &+= sum
    }

    /// Marks the groups that have a value; in a column without nulls, every group that has rows.
    private func mark(_ rows: RowBlock, _ groups: UnsafePointer<UInt32>?, _ validity: ColumnValues<UInt8>?) {
        guard mayLackValues else { return }
        let present = present.start
        guard let validity else {
            if groups == nil, rows.count > 0 { present[0] = 1 }
            return
        }
        validity.withUnsafeBufferPointer { validity in
            rows.forEach { present[Int(groups?[$0] ?? 0)] |= validity[$1] == 0 ? 0 : 1 }
        }
    }
}
