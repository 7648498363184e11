/// The type of a column.
package enum ColumnType: String, Sendable, CaseIterable {
    /// A text.
    case string
    /// An identifier in the usual 8-4-4-4-12 form, kept and compared as text.
    case guid
    /// An integer that fits 64 bits.
    case integer
    /// An exact decimal number.
    case decimal
    /// A Boolean value, written `1`/`0` or `true`/`false` in any letter case.
    case boolean
    /// A day, `yyyy-MM-dd`.
    case date
    /// A month, written as its first day, `yyyy-MM-dd`.
    case month
    /// An instant, `yyyy-MM-ddTHH:mm:ssZ`.
    case datetime
}
