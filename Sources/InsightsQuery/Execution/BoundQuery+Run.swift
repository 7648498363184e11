extension BoundQuery {
    /// Computes the result on the rows of the dataset.
    ///
    /// The stages run in this order: time window, conditions on columns, grouping and metrics, conditions on metrics,
    /// removal of duplicates, order, limit, choice of columns. Without ORDER BY, rows keep the table's order and
    /// groups are ordered by their first row.
    ///
    /// - Parameters:
    ///   - table: the dataset's rows; its schema must be the one the query was bound with.
    ///   - window: the time window, which replaces the query's own timespan.
    ///   - rowLimit: the maximum number of rows, in addition to the query's own limit.
    /// - Returns: the rows, which share the table's columns.
    package func run(on table: Table, window: TimeWindow, rowLimit: Int? = nil) -> ResultSet {
        do throws(BudgetExceeded) {
            return try run(on: table, window: window, rowLimit: rowLimit, budget: .unlimited)
        } catch {
            preconditionFailure("a query without limits was given up: \(error)")
        }
    }

    /// Computes the result within a budget.
    ///
    /// - Parameters:
    ///   - table: the dataset's rows; its schema must be the one the query was bound with.
    ///   - window: the time window, which replaces the query's own timespan.
    ///   - rowLimit: the maximum number of rows, in addition to the query's own limit.
    ///   - budget: the limits on memory, groups and time.
    /// - Returns: the rows, which share the table's columns.
    /// - Throws: `BudgetExceeded`; except for the time limit, the decision depends neither on the threads nor on the
    ///   machine.
    package func run(
        on table: Table, window: TimeWindow, rowLimit: Int? = nil, budget: ExecutionBudget
    ) throws(BudgetExceeded) -> ResultSet {
        try run(on: table, window: window, rowLimit: rowLimit, budget: budget, settings: .standard)
    }

    /// Computes the result with scan settings, which affect only the time it takes.
    package func run(
        on table: Table, window: TimeWindow, rowLimit: Int?, budget: ExecutionBudget, settings: ScanSettings
    ) throws(BudgetExceeded) -> ResultSet {
        precondition(
            table.schema.name == self.table && table.columns.count == schema.storedFields.count,
            "a query on \(self.table) was run on rows of \(table.schema.name)")
        var filters = [RowFilter(table, in: window)]
        for condition in conditions {
            if case .field(let field) = condition.target { filters.append(RowFilter(table.columns[field], condition)) }
        }
        let meter = BudgetMeter(budget)
        try meter.check()
        let scan = TableScan(rowCount: table.rowCount, filters: filters, settings: settings, meter: meter)
        let limit = [limit, rowLimit.map { max(0, $0) }].compactMap(\.self).min()
        return isGrouped ? try groupedResult(table, scan, limit: limit) : try plainResult(table, scan, limit: limit)
    }

    private func plainResult(_ table: Table, _ scan: TableScan, limit: Int?) throws(BudgetExceeded) -> ResultSet {
        let sources = sources(table, metrics: [])
        if !orderings.isEmpty {
            let rows = try orderedRows(table, scan, limit: limit)
            return ResultSet(columnNames: columnNames, sources: sources, rows: .some(rows))
        }
        if scan.keepsAll {
            let count = min(table.rowCount, limit ?? .max)
            return ResultSet(columnNames: columnNames, sources: sources, rows: .first(count))
        }
        let collectors = try scan.run { RowCollector(limit: limit) }
        try scan.meter.check(bytes: collectors.reduce(0) { $0 + $1.heldBytes })
        let rows = RowCollector.rows(of: collectors, limit: limit)
        return ResultSet(columnNames: columnNames, sources: sources, rows: .some(rows))
    }

    private func orderedRows(_ table: Table, _ scan: TableScan, limit: Int?) throws(BudgetExceeded) -> [UInt32] {
        let items = orderings.compactMap { ordering -> (column: Column, isDescending: Bool)? in
            if case .field(let field) = ordering.target { (table.columns[field], ordering.isDescending) } else { nil }
        }
        let keys = { @Sendable (rows: [UInt32]) in
            items.map { SortKeys($0.column, rows: rows, isDescending: $0.isDescending) }
        }
        if let limit, limit <= 1 << 20 {
            return try TopCollector.rows(of: scan.run { TopCollector(limit: limit, keys: keys) })
        }
        let collectors = try scan.run { RowCollector(limit: nil) }
        // Each row has one or two keys of eight bytes per item; they are copied once to lie side by side.
        try scan.meter.check(bytes: collectors.reduce(0) { $0 + $1.heldBytes } * (1 + 4 * items.count))
        let rows = RowCollector.rows(of: collectors, limit: nil)
        return RowOrder(keys(rows), count: rows.count).positions(limit: limit).map { rows[Int($0)] }
    }

    func sources(_ table: Table, metrics: [MetricColumn]) -> [ResultSet.Source] {
        outputs.map {
            switch $0 {
            case .field(let field): .column(table.columns[field])
            case .metric(let metric): .metric(metrics[metric])
            }
        }
    }
}
