/// A word, number, text or sign of a query.
struct Token: Sendable, Equatable {
    /// The kind of a token.
    enum Kind: Sendable, Equatable {
        case name
        case keyword(Keyword)
        case number
        /// A text; the range lies between the quotes. Inside typographic quotes there are no escapes.
        case string(contents: Range<Int>, isTypographic: Bool)
        case comparison(ComparisonOperator)
        case comma
        case leftParenthesis
        case rightParenthesis
        case end
    }

    var kind: Kind
    /// The location, in bytes of the UTF-8 text.
    var range: Range<Int>
}

/// The words that may not be names [assumed]; the keywords of TIMESPAN may.
enum Keyword: String, Sendable, CaseIterable {
    case select = "SELECT"
    case distinct = "DISTINCT"
    case from = "FROM"
    case `where` = "WHERE"
    case and = "AND"
    case like = "LIKE"
    case not = "NOT"
    case `in` = "IN"
    case order = "ORDER"
    case by = "BY"
    case ascending = "ASC"
    case descending = "DESC"
    case limit = "LIMIT"
    case timespan = "TIMESPAN"

    /// Creates the keyword that a word spells, in any letter case; nil for other words.
    init?(word: some Collection<UInt8>) {
        guard word.count <= 8 else { return nil }
        self.init(rawValue: String(decoding: word.map { $0 &- 0x61 < 26 ? $0 & 0xdf : $0 }, as: UTF8.self))
    }
}
