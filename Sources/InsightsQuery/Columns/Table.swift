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
    /// aggregates is kept.
    package func redactingSensitiveFields() -> Table {
        let fields = schema.storedFields
        let redacted = columns.replacing { fields[$0].isSensitive ? $1.allNull : $1 }
        return Table(schema: schema, rowCount: rowCount, columns: redacted, isRedacted: true)
    }
}
