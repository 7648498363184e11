/// Groups the rows of a scan and computes their metrics.
final class GroupScan: RowConsumer {
    /// The groups by key; nil if all rows make one group, which exists even without rows.
    private let table: GroupTable?
    private let accumulators: [(any MetricAccumulator)?]
    private var groups: [UInt32]
    private let blockRows: Int
    private var firstRow: UInt32?
    /// The rows and their groups, if they are wanted.
    private var collected: (rows: [UInt32], groups: [UInt32])?

    /// Prepares a scan.
    ///
    /// - Parameters:
    ///   - keys: what makes the groups.
    ///   - accumulators: one per metric; nil for a metric that is null everywhere.
    ///   - blockRows: the most rows of a block.
    ///   - rowCount: how many rows the table has.
    ///   - collectsRows: whether to keep which row belongs to which group.
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

    /// Takes over what another scan has found in rows behind those of this one.
    func merge(_ other: GroupScan) {
        guard let firstRow = other.firstRow else { return }
        self.firstRow = self.firstRow ?? firstRow
        let translation = other.table.map { translate($0.firstRows.elements) } ?? [0]
        for (accumulator, more) in zip(accumulators, other.accumulators) {
            if let more { accumulator?.merge(more, groups: translation, groupCount: groupCount) }
        }
        if let more = other.collected {
            collected?.rows.append(contentsOf: more.rows)
            collected?.groups.append(contentsOf: more.groups.map { translation[Int($0)] })
        }
    }

    /// The groups here of rows that are each the first of their groups elsewhere.
    private func translate(_ rows: UnsafeBufferPointer<UInt32>) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: rows.count) { groups, initialized in
            while initialized < rows.count, let start = groups.baseAddress {
                let end = min(initialized + blockRows, rows.count)
                let block = RowBlock(UnsafeBufferPointer(rebasing: rows[initialized..<end]))
                table?.assign(block, to: start + initialized)
                initialized = end
            }
        }
    }

    /// The groups, their metrics and, if they were kept, their rows.
    func finish() -> GroupedRows {
        let firstRows = table.map { Array($0.firstRows.elements) } ?? [firstRow ?? 0]
        return GroupedRows(
            firstRows: firstRows,
            metrics: accumulators.map { $0?.finish(groupCount: groupCount) ?? .null(count: groupCount) },
            grouping: collected.map { Grouping(rows: $0.rows, groupOf: $0.groups, count: groupCount) })
    }
}

/// What grouping gives.
struct GroupedRows {
    /// For every group its first row; a group without rows has the table's first, whether or not there is one.
    var firstRows: [UInt32]
    /// The metrics' values per group.
    var metrics: [MetricColumn]
    /// Which rows there are in each group, if it was asked for.
    var grouping: Grouping?
}
