/// The rows of a query's result, in order.
///
/// Refers to rows of the table's columns instead of copying their values.
package struct ResultSet: Sendable {
    /// The names of the columns in the catalogue's spelling, in SELECT order.
    package let columnNames: [String]
    /// The number of rows.
    package let rowCount: Int
    /// The sources of the output columns.
    let sources: [Source]
    /// The table row shown by each output row.
    let rows: Rows
    /// The group shown by each output row; empty if the query does not group.
    let groups: [UInt32]

    /// The source of an output column.
    enum Source: Sendable {
        case column(Column)
        case metric(MetricColumn)
    }

    /// Rows of a table.
    enum Rows: Sendable {
        /// The given number of rows from the start of the table.
        case first(Int)
        /// The listed rows.
        case some([UInt32])

        /// The number of rows.
        var count: Int {
            switch self {
            case .first(let count): count
            case .some(let rows): rows.count
            }
        }

        /// Returns the row at a position.
        @inline(__always)
        subscript(position: Int) -> Int {
            switch self {
            case .first: position
            case .some(let rows): Int(rows[position])
            }
        }
    }

    /// Creates a result that refers to rows and groups.
    init(columnNames: [String], sources: [Source], rows: Rows, groups: [UInt32] = []) {
        self.columnNames = columnNames
        self.sources = sources
        self.rows = rows
        self.groups = groups
        rowCount = rows.count
    }

    /// Returns one value, by the indices of its row and column.
    package func value(row: Int, column: Int) -> CellValue {
        switch sources[column] {
        case .column(let values): values.value(rows[row])
        case .metric(let values): values.value(Int(groups[row]))
        }
    }
}
