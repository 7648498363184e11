/// The rows of a dataset: immutable, with one typed column per stored field.
package struct Table: Sendable {
    /// The fields of the rows.
    package let schema: TableSchema
    /// The number of rows.
    package let rowCount: Int
    /// The columns, one per stored field, in the schema's order.
    let columns: TableColumns
    /// Whether sensitive metrics are withheld as well.
    let isRedacted: Bool
    private let redacted = Lazy<Table>()

    /// Creates a table from columns that match the schema's stored fields.
    init(schema: TableSchema, rowCount: Int, columns: [Column]) {
        self.init(schema: schema, rowCount: rowCount, columns: TableColumns(columns))
    }

    /// Creates a table from columns that match the schema's stored fields.
    init(schema: TableSchema, rowCount: Int, columns: TableColumns, isRedacted: Bool = false) {
        self.schema = schema
        self.rowCount = rowCount
        self.columns = columns
        self.isRedacted = isRedacted
    }

    /// Returns the rows with every date, month and instant moved by whole calendar months.
    ///
    /// A day that its new month lacks becomes the last day of that month. Other columns are shared, not copied.
    package func shifted(byMonths months: Int) -> Table {
        let limit = 12 * 9999
        let months = min(max(months, -limit), limit)
        return Table(
            schema: schema, rowCount: rowCount, columns: columns.replacing { $1.shifted(byMonths: months) },
            isRedacted: isRedacted)
    }

    /// Returns the rows with all revenue and personal data replaced by nulls.
    ///
    /// Sensitive columns and raw metric fields become null. A sensitive metric is null even if the column that it
    /// aggregates is kept. The rows never change, so they are made once and live as long as this table.
    package func redactingSensitiveFields() -> Table {
        guard !isRedacted else { return self }
        return redacted.value {
            let (fields, stored, count) = (schema.storedFields, columns, rowCount)
            let columns = TableColumns(count: fields.count) { index in
                fields[index].isSensitive ? .nulls(fields[index].type, count: count) : stored[index]
            }
            return Table(schema: schema, rowCount: rowCount, columns: columns, isRedacted: true)
        }
    }
}
