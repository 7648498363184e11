/// The reason why a query was refused, with its location.
public struct QueryDiagnostic: Error, Sendable, Equatable {
    /// The kind of error.
    public enum Code: Sendable, Equatable {
        /// The text is not a query.
        case syntax
        /// The text is longer than the parser accepts; the limit is in bytes.
        case tooLong(limit: Int)
        /// A text literal has no closing quote.
        case unterminatedString
        /// A text literal begins with a typographic quote, and those are not allowed.
        case typographicQuote
        /// The number after LIMIT is not a positive integer.
        case invalidLimit
        /// The word after TIMESPAN is not one of the thirteen keywords.
        case unknownTimespan(String)
        /// The dataset does not exist.
        case unknownTable(String)
        /// The dataset has no such column or metric.
        case unknownColumn(String)
        /// The dataset does not offer the timespan.
        case timespanNotOffered(Timespan, offered: [Timespan])
        /// A literal is not a value of the type of the column that it is compared with.
        case unreadableLiteral(String)
    }

    /// The kind of error.
    public let code: Code
    /// The location, in bytes of the UTF-8 text.
    public let range: Range<Int>
    /// A description of the error.
    public let message: String
    /// A suggested correction; nil if there is no good guess.
    public let hint: String?

    /// Creates a diagnostic.
    public init(code: Code, range: Range<Int>, message: String, hint: String? = nil) {
        self.code = code
        self.range = range
        self.message = message
        self.hint = hint
    }

    /// Creates a syntax error.
    static func syntax(_ message: String, at range: Range<Int>, hint: String? = nil) -> QueryDiagnostic {
        QueryDiagnostic(code: .syntax, range: range, message: message, hint: hint)
    }
}

extension QueryDiagnostic: CustomStringConvertible {
    /// The error on one line, with the offset of its first byte.
    public var description: String {
        let place = "\(message) (at offset \(range.lowerBound))"
        return hint.map { "\(place); \($0)" } ?? place
    }
}
