/// The rows of a dataset: immutable, one typed column per stored field.
public struct Table: Sendable {
    /// What the rows look like.
    public let schema: TableSchema
    /// How many rows there are.
    public let rowCount: Int
    /// The columns, one per stored field of the schema and in that order.
    let columns: [Column]
    /// Whether sensitive metrics are withheld as well.
    let isRedacted: Bool

    /// Creates a table of columns that fit the schema's stored fields.
    init(schema: TableSchema, rowCount: Int, columns: [Column], isRedacted: Bool = false) {
        self.schema = schema
        self.rowCount = rowCount
        self.columns = columns
        self.isRedacted = isRedacted
    }

    /// The same rows with every date, month and instant moved by whole calendar months.
    ///
    /// A day that its new month lacks becomes the month's last. Other columns are shared, not copied.
    public func shifted(byMonths months: Int) -> Table {
        let limit = 12 * 9999
        let months = min(max(months, -limit), limit)
        return Table(
            schema: schema, rowCount: rowCount, columns: columns.map { $0.shifted(byMonths: months) },
            isRedacted: isRedacted)
    }

    /// The same rows with all revenue and personal data replaced by nulls.
    ///
    /// Sensitive columns and raw metric fields hold nothing any more, and a sensitive metric is null even where the
    /// column it is computed from stays.
    public func redactingSensitiveFields() -> Table {
        let redacted = zip(schema.storedFields, columns).map { $0.isSensitive ? $1.allNull : $1 }
        return Table(schema: schema, rowCount: rowCount, columns: redacted, isRedacted: true)
    }
}
