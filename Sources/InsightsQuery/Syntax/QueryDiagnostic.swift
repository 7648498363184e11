/// Why a query was refused, and where.
public struct QueryDiagnostic: Error, Sendable, Equatable {
    /// What kind of fault it is.
    public enum Code: Sendable, Equatable {
        /// The text is no query.
        case syntax
        /// The text is longer than the parser takes, which is so many bytes.
        case tooLong(limit: Int)
        /// A text literal has no closing quote.
        case unterminatedString
        /// A text literal begins with a typographic quote, and those are not allowed.
        case typographicQuote
        /// The number after LIMIT is not a positive whole number.
        case invalidLimit
        /// The word after TIMESPAN is none of the thirteen.
        case unknownTimespan(String)
        /// There is no such dataset.
        case unknownTable(String)
        /// The dataset has no such column or metric.
        case unknownColumn(String)
        /// The dataset does not offer the span.
        case timespanNotOffered(Timespan, offered: [Timespan])
    }

    /// What kind of fault it is.
    public let code: Code
    /// Where it stands, in bytes of the UTF-8 text.
    public let range: Range<Int>
    /// What is wrong.
    public let message: String
    /// What would have been right, if there is a good guess.
    public let hint: String?

    /// Creates a diagnostic.
    public init(code: Code, range: Range<Int>, message: String, hint: String? = nil) {
        self.code = code
        self.range = range
        self.message = message
        self.hint = hint
    }

    /// A fault of syntax.
    static func syntax(_ message: String, at range: Range<Int>, hint: String? = nil) -> QueryDiagnostic {
        QueryDiagnostic(code: .syntax, range: range, message: message, hint: hint)
    }
}

extension QueryDiagnostic: CustomStringConvertible {
    /// The fault on one line, its place as the offset of its first byte.
    public var description: String {
        let place = "\(message) (at offset \(range.lowerBound))"
        return hint.map { "\(place); \($0)" } ?? place
    }
}
