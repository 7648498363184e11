extension BoundQuery {
    /// Computes the result on the rows of the dataset.
    ///
    /// The stages come in this order: time window, conditions on columns, grouping and metrics, conditions on metrics,
    /// removal of duplicates, order, limit, choice of columns. Without ORDER BY rows keep the table's order, and groups
    /// stand where their first row does.
    ///
    /// - Parameters:
    ///   - table: the dataset's rows; its schema must be the one the query was bound with.
    ///   - window: the time to look at, in place of the query's own span.
    ///   - rowLimit: the most rows to give, besides the query's own limit.
    /// - Returns: the rows, which share the table's columns.
    public func run(on table: Table, window: TimeWindow, rowLimit: Int? = nil) -> ResultSet {
        precondition(
            table.schema.name == self.table && table.columns.count == schema.storedFields.count,
            "a query on \(self.table) was run on rows of \(table.schema.name)")
        var mask = RowMask(all: table.rowCount)
        mask.keep(table, in: window)
        for condition in conditions {
            if case .field(let field) = condition.target { mask.keep(table.columns[field], condition) }
        }
        let rows = mask.selection()
        let limit = [limit, rowLimit.map { max(0, $0) }].compactMap(\.self).min()
        return isGrouped
            ? groupedResult(table, rows: rows, limit: limit) : plainResult(table, rows: rows, limit: limit)
    }

    private func plainResult(_ table: Table, rows: [UInt32], limit: Int?) -> ResultSet {
        var chosen = rows
        if orderings.isEmpty {
            if let limit { chosen = Array(rows.prefix(limit)) }
        } else {
            let keys = orderings.compactMap { ordering in
                if case .field(let field) = ordering.target {
                    SortKeys(table.columns[field], rows: rows, isDescending: ordering.isDescending)
                } else {
                    nil
                }
            }
            chosen = RowOrder(keys, count: rows.count).positions(limit: limit).map { rows[Int($0)] }
        }
        return ResultSet(columnNames: columnNames, sources: sources(table, metrics: []), rows: chosen)
    }

    private func groupedResult(_ table: Table, rows: [UInt32], limit: Int?) -> ResultSet {
        let grouping = grouping(table, rows: rows)
        let values = metrics.map { value(of: $0, grouping, table, rows: rows) }
        var mask = RowMask(all: grouping.count)
        for condition in conditions {
            if case .metric(let metric) = condition.target { mask.keep(values[metric], condition) }
        }
        var groups = mask.selection()
        if !orderings.isEmpty {
            let selected = Set(keyFields)
            let keys = orderings.map { ordering in
                sortKeys(ordering, grouping, table, rows: rows, metrics: values, selected: selected).taking(groups)
            }
            groups = RowOrder(keys, count: groups.count).positions(limit: limit).map { groups[Int($0)] }
        } else if let limit {
            groups = Array(groups.prefix(limit))
        }
        let firstRows = groups.map { group in
            let position = Int(grouping.firstPositions[Int(group)])
            return position < rows.count ? rows[position] : 0
        }
        return ResultSet(
            columnNames: columnNames, sources: sources(table, metrics: values), rows: firstRows, groups: groups)
    }

    /// Groups by the selected columns; by nothing, into one group, if only metrics are selected.
    private func grouping(_ table: Table, rows: [UInt32]) -> Grouping {
        var grouping: Grouping?
        for field in keyFields {
            let keys = KeyCodes(table.columns[field], rows: rows)
            if grouping == nil { grouping = Grouping(keys) } else { grouping?.split(by: keys) }
        }
        return grouping ?? Grouping(single: rows.count)
    }

    /// The fields of the selected columns, each once.
    private var keyFields: [Int] {
        var fields: [Int] = []
        for case .field(let field) in outputs where !fields.contains(field) { fields.append(field) }
        return fields
    }

    private func value(of metric: Metric, _ grouping: Grouping, _ table: Table, rows: [UInt32]) -> MetricColumn {
        guard let field = metric.field, !(table.isRedacted && metric.isSensitive) else {
            return .null(count: grouping.count)
        }
        switch metric.function {
        case .sum: return grouping.sum(table.columns[field], rows: rows)
        case .countDistinct: return grouping.countDistinct(table.columns[field], rows: rows)
        }
    }

    /// The keys of all groups; of a column that is not selected the group's greatest or least value counts.
    private func sortKeys(
        _ ordering: Ordering, _ grouping: Grouping, _ table: Table, rows: [UInt32], metrics: [MetricColumn],
        selected: Set<Int>
    ) -> SortKeys {
        switch ordering.target {
        case .metric(let metric):
            return SortKeys(metrics[metric], isDescending: ordering.isDescending)
        case .field(let field):
            let keys = SortKeys(table.columns[field], rows: rows, isDescending: ordering.isDescending)
            return selected.contains(field) ? keys.taking(grouping.firstPositions) : keys.firstOfGroup(grouping)
        }
    }

    private func sources(_ table: Table, metrics: [MetricColumn]) -> [ResultSet.Source] {
        outputs.map {
            switch $0 {
            case .field(let field): .column(table.columns[field])
            case .metric(let metric): .metric(metrics[metric])
            }
        }
    }
}
