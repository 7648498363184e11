package import InsightsTime

/// One value of a result.
package enum CellValue: Sendable, Equatable {
    /// No value.
    case null
    /// A text or an identifier.
    case string(String)
    /// An integer.
    case integer(Int64)
    /// An exact decimal, or a sum of integers that exceeds 64 bits.
    case decimal(FixedDecimal)
    /// A Boolean value, with the spelling that its column uses.
    case boolean(Bool, spelling: String)
    /// A day, or a month as its first day.
    case date(CivilDate)
    /// An instant, in UTC.
    case datetime(Timestamp)
}

extension CellValue: CustomStringConvertible {
    /// The value as delimited reports print it; empty for null.
    package var description: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .boolean(_, let spelling): spelling
        case .date(let date): date.description
        case .datetime(let instant): instant.description
        }
    }
}
