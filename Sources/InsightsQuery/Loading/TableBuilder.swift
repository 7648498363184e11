/// Collects the cells of a table row by row and checks each against its column.
///
/// The fields are the schema's `storedFields`, in that order. After a rejection the builder is of no further use.
public struct TableBuilder: ~Copyable {
    private let schema: TableSchema
    private let fields: [ColumnSchema]
    private let builders: [ColumnBuilder]
    private var rowCount = 0

    /// Creates a builder of a table without rows.
    public init(schema: TableSchema) {
        self.schema = schema
        fields = schema.storedFields
        builders = fields.map { ColumnBuilder.make(for: $0.type) }
    }

    /// Appends the next cell of a field as UTF-8 text; an empty text is null.
    ///
    /// - Parameters:
    ///   - cell: the text, exactly as the table shall store it.
    ///   - field: an index into the schema's stored fields.
    /// - Throws: `CellRejection` if the text is no value of the field's type.
    public mutating func append(_ cell: UnsafeRawBufferPointer, toField field: Int) throws(CellRejection) {
        if let expected = builders[field].append(cell) {
            throw CellRejection(field: fields[field].name, found: cell, expected: expected)
        }
    }

    /// Appends the next cell of a field; an empty text is null.
    ///
    /// - Parameters:
    ///   - cell: the text, exactly as the table shall store it.
    ///   - field: an index into the schema's stored fields.
    /// - Throws: `CellRejection` if the text is no value of the field's type.
    public mutating func append(_ cell: String, toField field: Int) throws(CellRejection) {
        var cell = cell
        let expected = cell.withUTF8 { builders[field].append(UnsafeRawBufferPointer($0)) }
        if let expected {
            throw cell.withUTF8 {
                CellRejection(field: fields[field].name, found: UnsafeRawBufferPointer($0), expected: expected)
            }
        }
    }

    /// Ends the row: every field must have got one cell since the last row.
    public mutating func endRow() {
        rowCount += 1
        for (builder, field) in zip(builders, fields) {
            precondition(
                builder.count == rowCount, "row \(rowCount): field \(field.name) has \(builder.count) cells in all")
        }
        precondition(rowCount < Int(UInt32.max), "a table holds fewer than 2^32 rows")
    }

    /// The table of all rows that were ended.
    public consuming func finish() -> Table {
        for (builder, field) in zip(builders, fields) {
            precondition(builder.count == rowCount, "field \(field.name) has a cell in a row that was not ended")
        }
        return Table(schema: schema, rowCount: rowCount, columns: builders.compactMap { $0.finish(with: []) })
    }
}
