import InsightsTime

/// The values of one field for all rows, stored according to their type.
enum Column: Sendable {
    /// Texts and identifiers.
    case text(TextColumn)
    /// Integers.
    case integer(NumericColumn<Int64>)
    /// Exact decimals as multiples of 10^-scale, where `scale` is the number of fraction digits.
    case decimal(NumericColumn<Int64>, scale: Int)
    /// Boolean values.
    case boolean(BooleanColumn)
    /// Days and months, in days since 1970-01-01.
    case day(NumericColumn<Int32>)
    /// Instants, in seconds since 1970-01-01.
    case instant(NumericColumn<Int64>)

    /// Returns a column of nulls.
    static func nulls(_ type: ColumnType, count: Int) -> Column {
        switch type {
        case .string, .guid:
            let texts = ByteStrings(bytes: ColumnValues([]), offsets: ColumnValues([0, 0]))
            return .text(
                TextColumn(codes: ColumnValues(repeating: 0, count: count), dictionary: TextDictionary(texts)))
        case .integer: return .integer(NumericColumn(nulls: count))
        case .decimal: return .decimal(NumericColumn(nulls: count), scale: 0)
        case .boolean:
            return .boolean(BooleanColumn(codes: ColumnValues(repeating: BooleanColumn.null, count: count)))
        case .date, .month: return .day(NumericColumn(nulls: count))
        case .datetime: return .instant(NumericColumn(nulls: count))
        }
    }

    /// Returns the column with days and instants moved by whole calendar months.
    func shifted(byMonths months: Int) -> Column {
        switch self {
        case .day(let column):
            .day(
                column.mapped {
                    Int32(clamping: CivilDate(daysSinceEpoch: Int($0)).adding(months: months).daysSinceEpoch)
                })
        case .instant(let column):
            .instant(
                column.mapped {
                    let instant = Timestamp(secondsSinceEpoch: Int($0))
                    let moved = instant.date.adding(months: months).daysSinceEpoch - instant.date.daysSinceEpoch
                    return $0 + Int64(moved * 86_400)
                })
        case .text, .integer, .decimal, .boolean: self
        }
    }
}
