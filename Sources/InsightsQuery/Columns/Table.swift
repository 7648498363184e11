/// The rows of a dataset: immutable, with one typed column per stored field.
package struct Table: Sendable {
    /// The fields of the rows.
    package let schema: TableSchema
    /// The number of rows.
    package let rowCount: Int
    /// The columns, one per stored field, in the schema's order.
    let columns: [Column]
    /// Whether sensitive metrics are withheld as well.
    let isRedacted: Bool
    private let redacted = Lazy<Table>()

    /// Creates a table from columns that match the schema's stored fields.
    init(schema: TableSchema, rowCount: Int, columns: [Column], isRedacted: Bool = false) {
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
            schema: schema, rowCount: rowCount, columns: columns.map { $0.shifted(byMonths: months) },
            isRedacted: isRedacted)
    }

    /// Returns the rows with all revenue and personal data replaced by nulls.
    ///
    /// Sensitive columns and raw metric fields become null. A sensitive metric is null even if the column that it
    /// aggregates is kept. The rows never change, so they are made once and live as long as this table.
    package func redactingSensitiveFields() -> Table {
        guard !isRedacted else { return self }
        return redacted.value {
            var nulls = NullColumns(rowCount: rowCount)
            let columns = zip(schema.storedFields, columns).map { $0.isSensitive ? nulls.column(like: $1) : $1 }
            return Table(schema: schema, rowCount: rowCount, columns: columns, isRedacted: true)
        }
    }
}

/// Columns that hold only nulls; those of one kind share their memory.
private struct NullColumns {
    private let rowCount: Int
    private lazy var codes = ColumnValues<UInt32>(repeating: 0, count: rowCount)
    private lazy var flags = BooleanColumn(codes: ColumnValues(repeating: BooleanColumn.null, count: rowCount))
    private lazy var days = NumericColumn<Int32>(nulls: rowCount)
    private lazy var numbers = NumericColumn<Int64>(nulls: rowCount)

    init(rowCount: Int) {
        self.rowCount = rowCount
    }

    /// Returns a column of the same type.
    mutating func column(like column: Column) -> Column {
        switch column {
        case .text(let column): .text(TextColumn(codes: codes, dictionary: column.dictionary))
        case .integer: .integer(numbers)
        case .decimal: .decimal(numbers, scale: 0)
        case .boolean: .boolean(flags)
        case .day: .day(days)
        case .instant: .instant(numbers)
        }
    }
}
