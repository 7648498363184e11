extension BoundQuery {
    /// Computes the result of a query that groups, for metrics or to remove duplicates.
    func groupedResult(_ table: Table, _ scan: TableScan, limit: Int?) throws(BudgetExceeded) -> ResultSet {
        let found = try groups(table, scan)
        try scan.meter.check(groups: found.firstRows.count)
        var mask = RowMask(all: found.firstRows.count)
        for condition in conditions {
            if case .metric(let metric) = condition.target { mask.keep(found.metrics[metric], condition) }
        }
        var groups = mask.selection()
        if !orderings.isEmpty {
            let selected = Set(keyFields)
            let keys = orderings.map { sortKeys($0, found, table, selected: selected).taking(groups) }
            groups = RowOrder(keys, count: groups.count).positions(limit: limit).map { groups[Int($0)] }
        } else if let limit {
            groups = Array(groups.prefix(limit))
        }
        return ResultSet(
            columnNames: columnNames, sources: sources(table, metrics: found.metrics),
            rows: .some(groups.map { found.firstRows[Int($0)] }), groups: groups)
    }

    private func groups(_ table: Table, _ scan: TableScan) throws(BudgetExceeded) -> GroupedRows {
        let fields = keyFields
        let collectsRows = orderings.contains { ordering in
            if case .field(let field) = ordering.target { !fields.contains(field) } else { false }
        }
        if fields.count == 1, metrics.isEmpty, scan.keepsAll, !collectsRows,
            case .text(let column) = table.columns[fields[0]], column.dictionary.count <= table.rowCount / 4
        {
            return GroupedRows(firstRows: column.firstRowsOfTexts, metrics: [])
        }
        let keys = fields.map { GroupingKey(table.columns[$0]) }
        // Computed once here instead of on every thread.
        let distinctKeys = metrics.map { metric in
            metric.function == .countDistinct ? metric.field.map { GroupingKey(table.columns[$0]) } : nil
        }
        let blockRows = scan.settings.blockRows
        let scans = try scan.run {
            GroupScan(
                keys: keys,
                accumulators: zip(metrics, distinctKeys).map {
                    accumulator(of: $0, distinctKey: $1, table, blockRows: blockRows)
                }, blockRows: blockRows, rowCount: table.rowCount, collectsRows: collectsRows)
        }
        for (index, other) in scans.enumerated().dropFirst() {
            scans[0].merge(other, isLast: index == scans.count - 1, threads: scan.settings.threads)
            try scan.meter.check(groups: scans[0].groupCount, bytes: scans[0].heldBytes)
        }
        return scans[0].finish()
    }

    /// The fields of the selected columns, without repetitions.
    private var keyFields: [Int] {
        var fields: [Int] = []
        for case .field(let field) in outputs where !fields.contains(field) { fields.append(field) }
        return fields
    }

    /// Returns the accumulator of a metric; nil if the metric is always null, such as the sum of texts, days or
    /// instants.
    private func accumulator(
        of metric: Metric, distinctKey: GroupingKey?, _ table: Table, blockRows: Int
    ) -> (any MetricAccumulator)? {
        guard let field = metric.field, !(table.isRedacted && metric.isSensitive) else { return nil }
        if let distinctKey { return DistinctAccumulator(distinctKey, blockRows: blockRows) }
        switch table.columns[field] {
        case .integer(let column): return sum(column, scale: 0, isInteger: true)
        case .decimal(let column, let scale): return sum(column, scale: scale, isInteger: false)
        case .boolean(let column): return NarrowSumAccumulator(.booleans(column.codes), isKeyed: !keyFields.isEmpty)
        case .text, .day, .instant: return nil
        }
    }

    /// Returns a 64-bit sum if no selection of rows can overflow it, otherwise a 128-bit sum, which never overflows.
    private func sum(
        _ column: NumericColumn<Int64>, scale: Int, isInteger: Bool
    ) -> any MetricAccumulator {
        column.extent.allowsNarrowSums(of: column.values.count)
            ? NarrowSumAccumulator(.numbers(column, scale: scale, isInteger: isInteger), isKeyed: !keyFields.isEmpty)
            : WideSumAccumulator(.numbers(column, scale: scale, isInteger: isInteger), isKeyed: !keyFields.isEmpty)
    }

    /// Returns the sort keys of all groups; a column that is not selected is represented by the group's greatest or
    /// least value.
    private func sortKeys(
        _ ordering: Ordering, _ found: GroupedRows, _ table: Table, selected: Set<Int>
    ) -> SortKeys {
        switch ordering.target {
        case .metric(let metric):
            return SortKeys(found.metrics[metric], isDescending: ordering.isDescending)
        case .field(let field):
            guard !selected.contains(field), let grouping = found.grouping else {
                return SortKeys(table.columns[field], rows: found.firstRows, isDescending: ordering.isDescending)
            }
            return SortKeys(table.columns[field], rows: grouping.rows, isDescending: ordering.isDescending)
                .firstOfGroup(grouping)
        }
    }
}

extension TextColumn {
    /// The first row of every text, ignoring letter case, and that of null; in ascending order.
    fileprivate var firstRowsOfTexts: [UInt32] {
        let representatives = dictionary.folded.representatives
        let none = UInt32(codes.count)
        var firsts = Array(repeating: none, count: representatives.count)
        for (code, row) in firstRows.enumerated() {
            let representative = Int(representatives[code])
            firsts[representative] = min(firsts[representative], row)
        }
        return firsts.filter { $0 != none }.sorted()
    }
}
