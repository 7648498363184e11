import InsightsQuery
import InsightsTime
import Testing

@Suite("Query diagnostics")
struct QueryDiagnosticTests {
    static let catalog = Catalog([
        TableSchema(
            name: "Sales", columns: [ColumnSchema(name: "Amount", type: .decimal)], timespans: [.lastMonth]),
        TableSchema(name: "Stock", columns: []),
    ])

    private func fault(_ text: String) throws -> QueryDiagnostic {
        try #require(throws: QueryDiagnostic.self) { try Self.catalog.prepare(text) }
    }

    @Test("The code gives the kind of fault")
    func codes() throws {
        #expect(try fault("SELECT Amount FROM Sale").code == .unknownTable("Sale"))
        #expect(try fault("SELECT Sum FROM Sales").code == .unknownColumn("Sum"))
        #expect(try fault("SELECT Amount FROM Sales WHERE x = 1").code == .unknownColumn("x"))
        #expect(try fault("SELECT Amount FROM Sales ORDER BY y").code == .unknownColumn("y"))
        #expect(
            try fault("SELECT Amount FROM Sales TIMESPAN TODAY").code
                == .timespanNotOffered(.today, offered: [.lastMonth]))
        #expect(try fault("SELECT Amount FROM Sales TIMESPAN NEVER").code == .unknownTimespan("NEVER"))
        #expect(try fault("SELECT Amount FROM Sales LIMIT 0").code == .invalidLimit)
        #expect(try fault("SELECT Amount FROM Sales WHERE Amount = 'x").code == .unterminatedString)
        #expect(try fault("SELECT Amount FROM Sales WHERE Amount = ’x’").code == .typographicQuote)
        #expect(try fault("SELECT Amount Sales").code == .syntax)
    }

    @Test("The description is one line with the place and the hint")
    func description() throws {
        #expect(
            try fault("SELECT Amuont FROM Sales").description
                == "unknown column \"Amuont\" in dataset \"Sales\" (at offset 7); did you mean \"Amount\"?")
        #expect(
            try fault("SELECT").description
                == "expected the name of a column or metric, found the end of the query (at offset 6)")
    }

    @Test("Tabs and line breaks do not move the carets")
    func blanks() throws {
        let text = "SELECT\tAmount\r\nFROM\t\tSals\r\nLIMIT 1"
        #expect(
            try fault(text).rendered(in: text) == """
                unknown dataset "Sals"
                line 2, column 7: FROM  Sals
                                        ^^^^
                hint: did you mean "Sales"?
                """)
    }

    @Test("Of a long line only the surroundings of the fault are shown")
    func longLines() throws {
        let list = Array(repeating: "'abcdefgh'", count: 50).joined(separator: ",")
        let text = "SELECT Amount FROM Sales WHERE Amount IN (\(list)) AND Wrong = 1 AND Amount IN (\(list))"
        let lines = try fault(text).rendered(in: text).split(separator: "\n")
        #expect(lines[1].count < 150)
        #expect(lines[1].hasPrefix("line 1, column "))
        #expect(lines[1].hasSuffix("…"))
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let column = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(lines[1].dropFirst(column).hasPrefix("Wrong"))
    }

    @Test("Long names are cut in messages and get no suggestion")
    func longNames() throws {
        let name = String(repeating: "x", count: 10_000)
        let diagnostic = try fault("SELECT \(name) FROM Sales")
        #expect(diagnostic.message.count < 150)
        #expect(diagnostic.hint == nil)
        #expect(diagnostic.rendered(in: "SELECT \(name) FROM Sales").count < 500)
    }

    @Test("A diagnostic renders with any text, even a different one")
    func otherText() throws {
        let diagnostic = try fault("SELECT Amount FROM Sales WHERE x = 1")
        #expect(diagnostic.rendered(in: "").contains("line 1, column 1: "))
        #expect(diagnostic.rendered(in: "é\né").contains("line 2, column 2: "))
    }

    @Test("The message contains no control characters of the query, and no letter with a thousand accents")
    func controlCharacters() throws {
        #expect(try fault("SELECT \0").message == #"unexpected \0"#)
        #expect(try fault("SELECT \u{1B}[31m").message == #"unexpected \u{1B}"#)
        #expect(try fault("SELECT \u{85}").message == #"unexpected \u{0085}"#)
        #expect(
            try fault("SELECT Amount FROM Sales 'a\nb'").message
                == #"expected WHERE, ORDER BY, LIMIT, TIMESPAN or the end of the query, found 'a\nb'"#)
        let text = "SELECT Amount FROM Sales WHERE Amount = 1 'e\(String(repeating: "\u{301}", count: 1000))'"
        #expect(try fault(text).message.unicodeScalars.count < 150)
        #expect(try fault("SELECT \u{85}").rendered(in: "SELECT \u{85}").contains("line 1, column 8: SELECT  \n"))
    }

    @Test("A part that is missing at the end is missing after the last word, not after the blanks")
    func missingAtEnd() throws {
        #expect(try fault("SELECT Amount \n\n").range == 13..<13)
        #expect(try fault("SELECT Amount FROM Sales WHERE\r\n").range == 30..<30)
        #expect(try fault(" \n ").range == 0..<0)
    }
}
