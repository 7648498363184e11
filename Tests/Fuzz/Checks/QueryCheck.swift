import InsightsTime

@testable import InsightsQuery

/// Lexer, parser and printer.
enum QueryCheck {
    static func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        for typographicQuotes in [false, true] {
            var options = QueryOptions()
            options.typographicQuotes = typographicQuotes
            try lex(text, options)
            try parse(text, options)
        }
    }

    /// Checks that tokens follow each other inside the text and come to an end.
    private static func lex(_ text: String, _ options: QueryOptions) throws {
        var lexer = Lexer(text, options: options)
        var end = 0
        do {
            while true {
                let token = try lexer.next()
                try require(token.range.lowerBound >= end, "a token at \(token.range) begins before \(end)")
                try require(token.range.upperBound <= lexer.bytes.count, "a token at \(token.range) leaves the text")
                guard token.kind != .end else { break }
                try require(!token.range.isEmpty, "a token at \(token.range) is empty")
                end = token.range.upperBound
            }
        } catch let fault as QueryDiagnostic {
            try require(fault.range.lowerBound >= end, "the fault at \(fault.range) stands before the last token")
            try check(fault, in: text)
        }
    }

    /// Checks that an accepted query prints as the same query, and that a refused one has a place.
    private static func parse(_ text: String, _ options: QueryOptions) throws {
        let statement: SelectStatement
        do throws(QueryDiagnostic) {
            statement = try QueryParser.parse(text, options: options)
        } catch {
            try check(error, in: text)
            return
        }
        let printed = statement.description
        guard let again = try? QueryParser.parse(printed) else {
            throw Violation(description: "prints as what is refused: \(printed.debugDescription)")
        }
        try require(again == statement, "prints as another query: \(printed.debugDescription)")
        try require(again.description == printed, "prints in two ways: \(printed.debugDescription)")
    }

    /// Checks that a diagnostic lies in the text and is fit to be shown.
    static func check(_ fault: QueryDiagnostic, in text: String) throws {
        let bytes = Array(text.utf8)
        try require(
            fault.range.lowerBound >= 0 && fault.range.upperBound <= bytes.count,
            "the fault at \(fault.range) leaves the text of \(bytes.count) bytes")
        for edge in [fault.range.lowerBound, fault.range.upperBound] where edge < bytes.count {
            try require(bytes[edge] & 0xc0 != 0x80, "the fault at \(fault.range) splits a character")
        }
        try requireOneLine(fault.message)
        if let hint = fault.hint { try requireOneLine(hint) }
        let lines = fault.rendered(in: text).split(separator: "\n", omittingEmptySubsequences: false)
        try require(lines.count == (fault.hint == nil ? 3 : 4), "rendered as \(lines.count) lines")
        for line in lines { try requireOneLine(String(line)) }
        try require(lines[1].hasPrefix("line "), "no line is named")
        let carets = lines[2].drop { $0 == " " }
        try require(!carets.isEmpty && carets.allSatisfy { $0 == "^" }, "no carets")
        // One past the length of the line is the place after its end.
        try require(lines[2].count <= lines[1].count + 1, "the carets leave the line")
    }
}
