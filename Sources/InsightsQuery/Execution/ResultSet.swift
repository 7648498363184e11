/// The rows a query gives, in their order.
///
/// Holds places in the table's columns rather than copies of what they contain.
public struct ResultSet: Sendable {
    /// The names of the columns in the catalogue's spelling, in SELECT order.
    public let columnNames: [String]
    /// How many rows there are.
    public let rowCount: Int
    /// Where the output columns take their values from.
    let sources: [Source]
    /// For every output row the table row that shows its columns.
    let rows: Rows
    /// For every output row its group; empty if nothing was grouped.
    let groups: [UInt32]

    /// Where an output column takes its values from.
    enum Source: Sendable {
        case column(Column)
        case metric(MetricColumn)
    }

    /// Rows of a table.
    enum Rows: Sendable {
        /// So many from the table's first on.
        case first(Int)
        /// These.
        case some([UInt32])

        /// How many there are.
        var count: Int {
            switch self {
            case .first(let count): count
            case .some(let rows): rows.count
            }
        }

        /// The row at a position.
        @inline(__always)
        subscript(position: Int) -> Int {
            switch self {
            case .first: position
            case .some(let rows): Int(rows[position])
            }
        }
    }

    /// Creates a result of places.
    init(columnNames: [String], sources: [Source], rows: Rows, groups: [UInt32] = []) {
        self.columnNames = columnNames
        self.sources = sources
        self.rows = rows
        self.groups = groups
        rowCount = rows.count
    }

    /// One value, by the indices of its row and column.
    public func value(row: Int, column: Int) -> CellValue {
        switch sources[column] {
        case .column(let values): values.value(rows[row])
        case .metric(let values): values.value(Int(groups[row]))
        }
    }
}
