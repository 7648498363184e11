/// A lexer that splits the text of a query into tokens, one at a time.
struct Lexer: Sendable {
    /// The text as UTF-8.
    let bytes: [UInt8]
    private let options: QueryOptions
    private var position = 0

    /// Creates a lexer at the beginning of a text.
    init(_ text: String, options: QueryOptions) {
        bytes = Array(text.utf8)
        self.options = options
    }

    /// Returns the next token; at the end of the text, always the end token.
    mutating func next() throws(QueryDiagnostic) -> Token {
        let last = position
        skipBlanks()
        let start = position
        // What is missing at the end is reported after the last word, not after the spaces after it.
        guard let byte = byte(at: start) else { return Token(kind: .end, range: last..<last) }
        switch byte {
        case UInt8(ascii: ","): return sign(.comma)
        case UInt8(ascii: "("): return sign(.leftParenthesis)
        case UInt8(ascii: ")"): return sign(.rightParenthesis)
        case UInt8(ascii: "="): return sign(.comparison(.equal))
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"): return try comparison(byte)
        case UInt8(ascii: "'"): return try straightString()
        case _ where isDigit(byte): return try number()
        case UInt8(ascii: "-") where self.byte(at: start + 1).map(isDigit) ?? false: return try number()
        case _ where isNameStart(byte): return word()
        default: return try other()
        }
    }

    /// Returns the text of a range.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func byte(at index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    /// Skips ASCII spaces, line breaks and the no-break space, which some published queries contain.
    private mutating func skipBlanks() {
        while let byte = byte(at: position) {
            if byte == 0x20 || (0x09...0x0d).contains(byte) {
                position += 1
            } else if byte == 0xc2, self.byte(at: position + 1) == 0xa0 {
                position += 2
            } else {
                return
            }
        }
    }

    private mutating func sign(_ kind: Token.Kind) -> Token {
        position += 1
        return Token(kind: kind, range: position - 1..<position)
    }

    private mutating func comparison(_ first: UInt8) throws(QueryDiagnostic) -> Token {
        let start = position
        let isWide = byte(at: start + 1) == UInt8(ascii: "=")
        if first == UInt8(ascii: "<"), byte(at: start + 1) == UInt8(ascii: ">") {
            throw .syntax("<> is no operator", at: start..<start + 2, hint: "not equal is written !=")
        }
        if first == UInt8(ascii: "!"), !isWide {
            throw .syntax("unexpected !", at: start..<start + 1, hint: "not equal is written !=")
        }
        position += isWide ? 2 : 1
        let comparison = ComparisonOperator(rawValue: text(start..<position)) ?? .equal
        return Token(kind: .comparison(comparison), range: start..<position)
    }

    private mutating func word() -> Token {
        let start = position
        while let byte = byte(at: position), isNameStart(byte) || isDigit(byte) { position += 1 }
        let kind = Keyword(word: bytes[start..<position]).map(Token.Kind.keyword) ?? .name
        return Token(kind: kind, range: start..<position)
    }

    private mutating func number() throws(QueryDiagnostic) -> Token {
        let start = position
        position += bytes[start] == UInt8(ascii: "-") ? 1 : 0
        skipDigits()
        if byte(at: position) == UInt8(ascii: "."), byte(at: position + 1).map(isDigit) ?? false {
            position += 1
            skipDigits()
        }
        if let byte = byte(at: position), isNameStart(byte) || byte == UInt8(ascii: ".") {
            while let byte = self.byte(at: position), isNameStart(byte) || isDigit(byte) || byte == UInt8(ascii: ".") {
                position += 1
            }
            throw .syntax(
                "\"\(excerpt(text(start..<position)))\" is neither a number nor a name", at: start..<position,
                hint: "a number is digits, optionally with a point and more digits; text goes between single quotes")
        }
        return Token(kind: .number, range: start..<position)
    }

    private mutating func skipDigits() {
        while let byte = byte(at: position), isDigit(byte) { position += 1 }
    }

    /// Reads a text between straight quotes, in which a doubled quote means one [assumed].
    private mutating func straightString() throws(QueryDiagnostic) -> Token {
        let start = position
        position += 1
        while let byte = byte(at: position) {
            position += 1
            guard byte == UInt8(ascii: "'") else { continue }
            if self.byte(at: position) != UInt8(ascii: "'") {
                let contents = start + 1..<position - 1
                return Token(kind: .string(contents: contents, isTypographic: false), range: start..<position)
            }
            position += 1
        }
        throw unterminated(start)
    }

    /// Reads a text between typographic quotes, opening or closing ones on either side.
    private mutating func typographicString() throws(QueryDiagnostic) -> Token {
        let start = position
        position += 3
        while position < bytes.count {
            if isTypographicQuote(at: position) {
                position += 3
                let contents = start + 3..<position - 3
                return Token(kind: .string(contents: contents, isTypographic: true), range: start..<position)
            }
            position += 1
        }
        throw unterminated(start)
    }

    private func unterminated(_ start: Int) -> QueryDiagnostic {
        QueryDiagnostic(
            code: .unterminatedString, range: start..<bytes.count, message: "the text that begins here has no end",
            hint: "a text ends with a single quote; inside it a quote is doubled")
    }

    private func isTypographicQuote(at index: Int) -> Bool {
        byte(at: index) == 0xe2 && byte(at: index + 1) == 0x80
            && (byte(at: index + 2) == 0x98 || byte(at: index + 2) == 0x99)
    }

    private func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
    }

    private mutating func other() throws(QueryDiagnostic) -> Token {
        let start = position
        if isTypographicQuote(at: start) {
            if options.typographicQuotes { return try typographicString() }
            throw QueryDiagnostic(
                code: .typographicQuote, range: start..<start + 3,
                message: "typographic quote \(text(start..<start + 3)) where a text should begin",
                hint: "write texts in straight single quotes: 'Paid'")
        }
        var end = start + 1
        while let byte = byte(at: end), byte & 0xc0 == 0x80 { end += 1 }
        let hint: String? =
            switch text(start..<end) {
            case "*": "every column must be named"
            case ";": "a query ends without a semicolon"
            case "\"", "“", "”", "`": "text goes between straight single quotes, names between nothing"
            case ".": "a number has a digit before its point; names have no prefix"
            case "+": "a number has no plus sign"
            case "-" where self.byte(at: end) == UInt8(ascii: "-"): "a query has no comments"
            case "-": "a minus sign stands directly before its number"
            case "[", "]": "names stand without brackets"
            case _ where bytes[start] >= 0x80: "names are made of the letters A to Z, digits and underscores"
            default: nil
            }
        throw .syntax("unexpected \(excerpt(text(start..<end)))", at: start..<end, hint: hint)
    }
}
