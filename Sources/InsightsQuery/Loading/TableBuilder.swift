/// A collector of a table's cells, row by row, that checks each cell against its column.
///
/// The fields are the schema's `storedFields`, in that order. After a rejection the builder must not be used.
package struct TableBuilder: ~Copyable {
    private let schema: TableSchema
    private let fields: [ColumnSchema]
    private let builders: [ColumnBuilder]
    /// The number of ended rows.
    package private(set) var rowCount = 0
    /// The greatest number of rows of a table: a row number has 32 bits.
    package static let mostRows = Int(UInt32.max) - 1

    /// Creates a builder of an empty table.
    package init(schema: TableSchema) {
        self.schema = schema
        fields = schema.storedFields
        builders = fields.map { ColumnBuilder.make(for: $0.type) }
    }

    /// Appends the next cell of a field as UTF-8 text; an empty text is null.
    ///
    /// - Parameters:
    ///   - cell: the text, stored exactly as given.
    ///   - field: an index into the schema's stored fields.
    /// - Throws: `CellRejection` if the text is not a value of the field's type.
    package mutating func append(_ cell: UnsafeRawBufferPointer, toField field: Int) throws(CellRejection) {
        if let expected = builders[field].append(cell) {
            throw CellRejection(field: fields[field].name, found: cell, expected: expected)
        }
    }

    /// Appends the next cell of a field; an empty text is null.
    ///
    /// - Parameters:
    ///   - cell: the text, stored exactly as given.
    ///   - field: an index into the schema's stored fields.
    /// - Throws: `CellRejection` if the text is not a value of the field's type.
    package mutating func append(_ cell: String, toField field: Int) throws(CellRejection) {
        var cell = cell
        let expected = cell.withUTF8 { builders[field].append(UnsafeRawBufferPointer($0)) }
        if let expected {
            throw cell.withUTF8 {
                CellRejection(field: fields[field].name, found: UnsafeRawBufferPointer($0), expected: expected)
            }
        }
    }

    /// Ends the row; every field must have received exactly one cell since the last row.
    package mutating func endRow() {
        rowCount += 1
        for (builder, field) in zip(builders, fields) {
            precondition(
                builder.count == rowCount, "row \(rowCount): field \(field.name) has \(builder.count) cells in all")
        }
        precondition(rowCount <= Self.mostRows, "a table holds fewer than 2^32 rows")
    }

    /// Returns the table of all ended rows.
    package consuming func finish() -> Table {
        for (builder, field) in zip(builders, fields) {
            precondition(builder.count == rowCount, "field \(field.name) has a cell in a row that was not ended")
        }
        return Table(schema: schema, rowCount: rowCount, columns: builders.compactMap { $0.finish(with: []) })
    }
}
