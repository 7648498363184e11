/// A word, number, text or sign of a query.
struct Token: Sendable, Equatable {
    /// What kinds there are.
    enum Kind: Sendable, Equatable {
        case name
        case keyword(Keyword)
        case number
        /// A text; the range is what stands between the quotes, and typographic quotes have no escapes inside.
        case string(contents: Range<Int>, isTypographic: Bool)
        case comparison(ComparisonOperator)
        case comma
        case leftParenthesis
        case rightParenthesis
        case end
    }

    var kind: Kind
    /// Where it stands, in bytes of the UTF-8 text.
    var range: Range<Int>
}

/// The words that may not be names [assumed]; the words of TIMESPAN may.
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

    /// The keyword that a word is, in any letter case.
    init?(word: some Collection<UInt8>) {
        guard word.count <= 8 else { return nil }
        self.init(rawValue: String(decoding: word.map { $0 &- 0x61 < 26 ? $0 & 0xdf : $0 }, as: UTF8.self))
    }
}
