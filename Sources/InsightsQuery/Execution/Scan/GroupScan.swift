/// Groups the rows of a scan and computes metrics per group.
final class GroupScan: RowConsumer {
    /// The groups by key; nil if all rows form one group, which exists even without rows.
    private let table: GroupTable?
    private let accumulators: [(any MetricAccumulator)?]
    private var groups: [UInt32]
    private let blockRows: Int
    private var firstRow: UInt32?
    /// The rows and their groups; nil unless they were asked for.
    private var collected: (rows: [UInt32], groups: [UInt32])?

    /// Prepares a scan.
    ///
    /// - Parameters:
    ///   - keys: the keys that define the groups.
    ///   - accumulators: one per metric; nil for a metric that is always null.
    ///   - blockRows: the maximum number of rows per block.
    ///   - rowCount: the number of rows of the table.
    ///   - collectsRows: whether to record which row belongs to which group.
    init(
        keys: [GroupingKey], accumulators: [(any MetricAccumulator)?], blockRows: Int, rowCount: Int, collectsRows: Bool
    ) {
        table = keys.isEmpty ? nil : GroupTable(keys, blockRows: blockRows, rowCount: rowCount)
        self.accumulators = accumulators
        self.blockRows = blockRows
        groups = Array(repeating: 0, count: blockRows)
        collected = collectsRows ? ([], []) : nil
    }

    var isDone: Bool { false }

    var groupCount: Int { table?.count ?? 1 }

    var heldBytes: Int {
        let metrics = accumulators.reduce(0) { $0 + ($1?.heldBytes ?? 0) }
        return (table?.heldBytes ?? 0) + metrics + (collected?.rows.count ?? 0) * 8
    }

    func take(_ block: RowBlock) {
        if firstRow == nil, block.count > 0 { firstRow = UInt32(block.row(0)) }
        groups.withUnsafeMutableBufferPointer { groups in
            guard let start = groups.baseAddress else { return }
            table?.assign(block, to: start)
            for accumulator in accumulators {
                accumulator?.add(block, groups: table == nil ? nil : UnsafePointer(start), groupCount: groupCount)
            }
        }
        if collected != nil {
            block.forEach { collected?.rows.append(UInt32($1)) }
            collected?.groups.append(contentsOf: groups[..<block.count])
        }
    }

    /// Merges the results of another scan over later rows.
    ///
    /// - Parameters:
    ///   - other: the scan, which must not be used any more.
    ///   - isLast: whether no rows or scans follow.
    ///   - threads: the maximum number of threads.
    func merge(_ other: GroupScan, isLast: Bool, threads: Int) {
        guard let firstRow = other.firstRow else { return }
        self.firstRow = self.firstRow ?? firstRow
        var translation: [UInt32] = [0]
        if let table, let more = other.table { translation = table.merge(more, isLast: isLast, threads: threads) }
        nonisolated(unsafe) let (mine, theirs) = (accumulators, other.accumulators)
        let (groups, groupCount) = (translation, groupCount)
        _ = concurrentMap(count: mine.count, threads: groups.count < 1024 ? 1 : threads) { index in
            if let more = theirs[index] { mine[index]?.merge(more, groups: groups, groupCount: groupCount) }
        }
        if let more = other.collected {
            collected?.rows.append(contentsOf: more.rows)
            collected?.groups.append(contentsOf: more.groups.map { translation[Int($0)] })
        }
    }

    /// Returns the groups, their metrics and, if collected, their rows.
    func finish() -> GroupedRows {
        let firstRows = table.map { Array($0.firstRows.elements) } ?? [firstRow ?? 0]
        return GroupedRows(
            firstRows: firstRows,
            metrics: accumulators.map { $0?.finish(groupCount: groupCount) ?? .null(count: groupCount) },
            grouping: collected.map { Grouping(rows: $0.rows, groupOf: $0.groups, count: groupCount) })
    }
}

/// The groups of a query with their metrics.
struct GroupedRows {
    /// The first row of each group; for a group without rows, row 0, even if the table is empty.
    var firstRows: [UInt32]
    /// The metrics; each has one value per group.
    var metrics: [MetricColumn]
    /// The rows of each group; nil unless they were asked for.
    var grouping: Grouping?
}
