/// The rows a query gives, in their order.
///
/// Holds places in the table's columns rather than copies of what they contain.
public struct ResultSet: Sendable {
    /// The names of the columns in the catalogue's spelling, in SELECT order.
    public let columnNames: [String]
    /// How many rows there are.
    public let rowCount: Int
    private let sources: [Source]
    /// For every output row the table row that shows its columns.
    private let rows: [UInt32]
    /// For every output row its group; empty if nothing was grouped.
    private let groups: [UInt32]

    /// Where an output column takes its values from.
    enum Source: Sendable {
        case column(Column)
        case metric(MetricColumn)
    }

    /// Creates a result of places.
    init(columnNames: [String], sources: [Source], rows: [UInt32], groups: [UInt32] = []) {
        self.columnNames = columnNames
        self.sources = sources
        self.rows = rows
        self.groups = groups
        rowCount = rows.count
    }

    /// One value, by the indices of its row and column.
    public func value(row: Int, column: Int) -> CellValue {
        switch sources[column] {
        case .column(let values): values.value(Int(rows[row]))
        case .metric(let values): values.value(Int(groups[row]))
        }
    }

    /// Appends the printed form of one value; nothing for null.
    func appendText(row: Int, column: Int, to bytes: inout [UInt8]) {
        switch sources[column] {
        case .column(let values): values.appendText(Int(rows[row]), to: &bytes)
        case .metric(let values): values.appendText(Int(groups[row]), to: &bytes)
        }
    }

    /// Whether values of a column can contain more than digits, letters and a few harmless signs.
    func isText(column: Int) -> Bool {
        if case .column(.text) = sources[column] { true } else { false }
    }
}
