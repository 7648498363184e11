extension BoundQuery {
    /// Returns about how many nanoseconds a run takes on one processor, with its rows written as JSON.
    ///
    /// It is an upper estimate that looks at no row: it assumes that every row passes the conditions.
    package func cost(on table: Table, rowLimit: Int) -> Int {
        let rows = table.rowCount
        let shown = [rows, limit ?? rows, max(0, rowLimit)].min() ?? 0
        // A condition on a text looks at every distinct text, of which there may be as many as rows.
        let scanning = rows * (2 + 20 * conditions.count)
        let grouping = isGrouped ? rows * 30 * (outputs.count + metrics.count) : 0
        let ordering = rows * 40 * orderings.count
        return scanning + grouping + ordering + shown * outputs.count * 25
    }
}
