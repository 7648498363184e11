import InsightsTime

/// A literal converted to the type of the column it is compared with.
enum BoundLiteral: Sendable {
    /// A text, folded to ignore letter case.
    case text([UInt8])
    /// A number; its column's scale is applied when the query runs.
    case number(ExactNumber)
    /// A point on the column's own axis: days, seconds, or codes of Boolean values.
    case point(Threshold)

    /// Converts a literal, or returns nil if it does not denote a value of the type.
    ///
    /// Spaces around anything but plain text are ignored. A number compared with a text is compared by its spelling
    /// [assumed].
    init?(_ literal: Literal, as type: ColumnType) {
        let spelling = literal.spelling
        switch type {
        case .string: self = .text(CaseFolding.fold(spelling))
        case .guid: self = .text(CaseFolding.fold(trimmingBlanks(spelling)))
        case .integer, .decimal:
            guard let number = ExactNumber(trimmingBlanks(spelling)) else { return nil }
            self = .number(number)
        case .boolean:
            guard let truth = BooleanColumn.truth(Array(trimmingBlanks(spelling).utf8)) else { return nil }
            self = .point(.exactly(truth ? BooleanColumn.yes : BooleanColumn.no))
        case .date, .month:
            guard let instant = Self.instant(trimmingBlanks(spelling)) else { return nil }
            let isMidnight = instant.timeOfDay == (0, 0, 0)
            self = .point(Threshold(floor: Int128(instant.date.daysSinceEpoch), isExact: isMidnight))
        case .datetime:
            guard let instant = Self.instant(trimmingBlanks(spelling)) else { return nil }
            self = .point(.exactly(instant.secondsSinceEpoch))
        }
    }

    /// Parses a day, which means its midnight, or an instant, with or without the `Z`.
    private static func instant(_ text: Substring) -> Timestamp? {
        if let date = CivilDate(text) { return Timestamp(date) }
        let text = text.utf8.count == 19 ? text + "Z" : text
        return Timestamp(text) ?? Timestamp(text, separator: " ")
    }
}

extension Literal {
    /// The characters between the quotes, or the digits of a number.
    var spelling: String {
        switch self {
        case .number(let digits): digits
        case .string(let text): text
        }
    }
}

extension ColumnType {
    /// What a literal must be to denote a value of the type, in words.
    var literalForm: String {
        switch self {
        case .string, .guid: "a text"
        case .integer, .decimal: "a number"
        case .boolean: "true or false"
        case .date, .month, .datetime: "a date such as '2021-01-31' or '2021-01-31T12:00:00Z'"
        }
    }
}

/// Returns a text without surrounding whitespace, no-break spaces included; a space that carries an accent stays.
func trimmingBlanks(_ text: String) -> Substring {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    var rest = text.unicodeScalars.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return Substring(rest)
}
