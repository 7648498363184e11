/// Parses the text of a query into a syntax tree, without knowledge of datasets.
///
/// The grammar has no nesting, so the parser needs no stack; its work is linear in the length of the text.
package enum QueryParser {
    /// The maximum length of a query, in bytes of UTF-8.
    package static let maximumLength = 1 << 20

    /// Parses a query.
    ///
    /// - Parameters:
    ///   - text: the query; keywords in any letter case.
    ///   - options: the variant of the language that applies.
    /// - Returns: the statement, with the location of every part.
    /// - Throws: `QueryDiagnostic` at the first location where the text violates the grammar.
    package static func parse(
        _ text: String, options: QueryOptions = .init()
    ) throws(QueryDiagnostic) -> SelectStatement {
        guard text.utf8.count <= maximumLength else {
            throw QueryDiagnostic(
                code: .tooLong(limit: maximumLength), range: maximumLength..<maximumLength,
                message: "the query is longer than \(maximumLength) bytes")
        }
        var parser = try TokenParser(text, options: options)
        return try parser.statement()
    }
}

/// A stream of tokens with one token of lookahead.
struct TokenParser {
    private var lexer: Lexer
    private(set) var token: Token

    init(_ text: String, options: QueryOptions) throws(QueryDiagnostic) {
        lexer = Lexer(text, options: options)
        token = try lexer.next()
    }

    /// Consumes a token and returns it.
    @discardableResult
    mutating func advance() throws(QueryDiagnostic) -> Token {
        let current = token
        token = try lexer.next()
        return current
    }

    /// Consumes a token if it is of a kind, and returns whether it was.
    mutating func advance(if kind: Token.Kind) throws(QueryDiagnostic) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    /// Consumes a token that must be of a kind.
    mutating func expect(_ kind: Token.Kind, _ expected: String, hint: String? = nil) throws(QueryDiagnostic) {
        guard token.kind == kind else { throw unexpected(expected, hint: hint) }
        try advance()
    }

    /// Consumes a name.
    mutating func name(_ expected: String) throws(QueryDiagnostic) -> Located<String> {
        guard token.kind == .name else {
            let hint: String? =
                switch token.kind {
                case .keyword(.not): "write NOT between a name and LIKE or IN"
                case .keyword(let keyword): "\(keyword.rawValue) is a keyword and cannot be a name"
                case .string: "write names without quotes"
                case .leftParenthesis: "there are no parentheses but around the list of IN"
                default: nil
                }
            throw unexpected(expected, hint: hint)
        }
        let range = try advance().range
        return Located(lexer.text(range), at: range)
    }

    /// Returns the text of a token as written.
    func spelling(_ token: Token) -> String {
        lexer.text(token.range)
    }

    /// Returns the value of a text literal.
    func stringValue(_ contents: Range<Int>, isTypographic: Bool) -> String {
        guard !isTypographic else { return lexer.text(contents) }
        var value: [UInt8] = []
        var isEscaped = false
        for byte in lexer.bytes[contents] {
            isEscaped = byte == UInt8(ascii: "'") && !isEscaped
            if !isEscaped { value.append(byte) }
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// Returns the error for a token other than the expected one.
    func unexpected(_ expected: String, hint: String? = nil) -> QueryDiagnostic {
        let found =
            switch token.kind {
            case .end: "the end of the query"
            case .name: "\"\(excerpt(spelling(token)))\""
            default: excerpt(spelling(token))
            }
        return .syntax("expected \(expected), found \(found)", at: token.range, hint: hint ?? foreignWordHint)
    }

    static let nullHint = "nothing tests for null: a null satisfies no condition"

    /// The hint for words of other query languages; nil for other tokens.
    var foreignWordHint: String? {
        guard token.kind == .name else { return nil }
        switch spelling(token).uppercased() {
        case "OR": return "conditions are joined by AND only"
        case "GROUP": return "there is no GROUP BY: metrics are computed per combination of the selected columns"
        case "AS": return "columns cannot be renamed"
        case "JOIN", "INNER", "LEFT", "RIGHT", "OUTER", "CROSS", "UNION": return "a query reads one dataset"
        case "BETWEEN": return "a range is written as two conditions with >= and <="
        case "IS": return Self.nullHint
        case "HAVING": return "conditions on metrics stand after WHERE as well"
        default: return nil
        }
    }
}
