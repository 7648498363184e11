import InsightsQuery
import InsightsTime
import TestSupport
import Testing

@Suite("Query parser")
struct QueryParserTests {
    struct Good: Sendable, CustomTestStringConvertible {
        var text: String
        var printed: String
        var testDescription: String { text }
        init(_ text: String, _ printed: String) {
            self.text = text
            self.printed = printed
        }
    }

    static let good: [Good] = [
        Good("select a from b", "SELECT a FROM b"),
        Good("\tSELECT\r\n a\n,b\u{b}FROM\u{c}c ", "SELECT a, b FROM c"),
        Good("SELECT\u{a0}a\u{a0}\u{a0}FROM b", "SELECT a FROM b"),
        Good("SELECT a FROM b WHERE c='1'AND d=2", "SELECT a FROM b WHERE c = '1' AND d = 2"),
        Good("SELECT a FROM b WHERE c<-1 AND d>=-0.50", "SELECT a FROM b WHERE c < -1 AND d >= -0.50"),
        Good("SELECT a FROM b WHERE c!='x''y'", "SELECT a FROM b WHERE c != 'x''y'"),
        Good("SELECT a FROM b WHERE c=''''", "SELECT a FROM b WHERE c = ''''"),
        Good("SELECT a FROM b WHERE c='' AND d=''''''", "SELECT a FROM b WHERE c = '' AND d = ''''''"),
        Good("SELECT a FROM b WHERE c IN('1','2')", "SELECT a FROM b WHERE c IN ('1', '2')"),
        Good("SELECT a FROM b WHERE c not in (1)", "SELECT a FROM b WHERE c NOT IN (1)"),
        Good("SELECT a FROM b WHERE c Not Like'%'", "SELECT a FROM b WHERE c NOT LIKE '%'"),
        Good("SELECT a FROM b ORDER BY c,d ASC,e desc", "SELECT a FROM b ORDER BY c, d ASC, e DESC"),
        Good("SELECT a FROM b LIMIT 0005", "SELECT a FROM b LIMIT 5"),
        Good(
            "SELECT a FROM b LIMIT 9223372036854775808",
            "SELECT a FROM b LIMIT 9223372036854775807"),
        Good("SELECT a FROM b timespan last_6_months", "SELECT a FROM b TIMESPAN LAST_6_MONTHS"),
        Good(
            "SELECT DISTINCT a FROM b WHERE c=1 ORDER BY d LIMIT 2 TIMESPAN TODAY",
            "SELECT DISTINCT a FROM b WHERE c = 1 ORDER BY d LIMIT 2 TIMESPAN TODAY"),
        Good("SELECT Lifetime, TODAY, selects, in_ FROM likes", "SELECT Lifetime, TODAY, selects, in_ FROM likes"),
        Good("SELECT _1 FROM __", "SELECT _1 FROM __"),
        Good("SELECT a FROM b WHERE c = '”’\n\u{0}日'", "SELECT a FROM b WHERE c = '”’\n\u{0}日'"),
    ]

    @Test("Well-formed text parses, and prints in one form", arguments: good)
    func wellFormed(_ sample: Good) throws {
        let statement = try QueryParser.parse(sample.text)
        #expect(statement.description == sample.printed)
        #expect(try QueryParser.parse(sample.printed) == statement)
    }

    static let bad: [String] = [
        "", " ", "SELECT", "FROM b", "SELECT a", "SELECT a FROM", "SELECT a, FROM b", "SELECT ,a FROM b",
        "SELECT a FROM b c", "SELECT a FROM b,c", "SELECT DISTINCT FROM b", "SELECT DISTINCT DISTINCT a FROM b",
        "SELECT a FROM b WHERE", "SELECT a FROM b WHERE c", "SELECT a FROM b WHERE c =", "SELECT a FROM b WHERE 1 = c",
        "SELECT a FROM b WHERE c = d", "SELECT a FROM b WHERE c == 1", "SELECT a FROM b WHERE c = .5",
        "SELECT a FROM b WHERE c = 5.", "SELECT a FROM b WHERE c = 1e3", "SELECT a FROM b WHERE c = +5",
        "SELECT a FROM b WHERE c = - 5", "SELECT a FROM b WHERE c = --5", "SELECT a FROM b WHERE c = 1.2.3",
        "SELECT a FROM b WHERE c = 1 AND", "SELECT a FROM b WHERE c = 1AND d = 2", "SELECT a FROM b WHERE AND c = 1",
        "SELECT a FROM b WHERE c = 1,d = 2",
        "SELECT a FROM b WHERE (c = 1)", "SELECT a FROM b WHERE NOT c = 1", "SELECT a FROM b WHERE c NOT = 1",
        "SELECT a FROM b WHERE c IN ()", "SELECT a FROM b WHERE c IN (1", "SELECT a FROM b WHERE c IN (1,)",
        "SELECT a FROM b WHERE c IN 1", "SELECT a FROM b WHERE c IN ('a', 1)", "SELECT a FROM b WHERE c IN ((1))",
        "SELECT a FROM b WHERE c LIKE d", "SELECT a FROM b WHERE c = 'x' 'y'", "SELECT a FROM b WHERE c ! = 1",
        "SELECT a FROM b ORDER c", "SELECT a FROM b ORDER BY", "SELECT a FROM b ORDER BY c ASC DESC",
        "SELECT a FROM b ORDER BY c,", "SELECT a FROM b ORDER BY EstimatedExtendedCharge(CC)",
        "SELECT a FROM b LIMIT", "SELECT a FROM b LIMIT 00", "SELECT a FROM b LIMIT 1.0", "SELECT a FROM b LIMIT ten",
        "SELECT a FROM b TIMESPAN", "SELECT a FROM b TIMESPAN '1'", "SELECT a FROM b TIMESPAN LAST MONTH",
        "SELECT a FROM b TIMESPAN TODAY LIMIT 1", "SELECT a FROM b TIMESPAN TODAY TIMESPAN TODAY",
        "SELECT a FROM b;", "SELECT a AS c FROM b", "SELECT b.a FROM b", "SELECT [a] FROM b", "SELECT a FROM b -- c",
        "SELECT COUNT(a) FROM b", "SELECT 1 FROM b", "SELECT 'a' FROM b", "SELECT a FROM where",
        "SELECT a FROM b GROUP BY a", "SELECT a FROM b WHERE c IS NULL", "SELECT a FROM b WHERE c BETWEEN 1 AND 2",
        "SELECT a FROM b WHERE c = ‘x’", "SELECT a FROM b WHERE c = 'x", "SELECT a FROM b WHERE c = '''",
    ]

    @Test("Text outside the grammar is refused at a place inside it", arguments: bad)
    func malformed(_ text: String) throws {
        let diagnostic = try #require(throws: QueryDiagnostic.self) { try QueryParser.parse(text) }
        #expect(diagnostic.range.lowerBound >= 0)
        #expect(diagnostic.range.upperBound <= text.utf8.count)
        #expect(!diagnostic.message.isEmpty)
        #expect(diagnostic.rendered(in: text).contains("^"))
    }

    @Test("Every part of the tree knows its place")
    func places() throws {
        let text =
            "SELECT DISTINCT a, bb FROM ccc WHERE d IN ('x', 'yy') AND e LIKE '%' ORDER BY f LIMIT 12 TIMESPAN TODAY"
        let statement = try QueryParser.parse(text)
        func spelling(_ range: Range<Int>) -> String { String(decoding: Array(text.utf8)[range], as: UTF8.self) }
        #expect(statement.columns.map { spelling($0.range) } == ["a", "bb"])
        #expect(spelling(statement.table.range) == "ccc")
        #expect(statement.conditions.map { spelling($0.name.range) } == ["d", "e"])
        if case .membership(let literals, _) = statement.conditions[0].test {
            #expect(literals.map { spelling($0.range) } == ["'x'", "'yy'"])
        }
        if case .like(let pattern, _) = statement.conditions[1].test { #expect(spelling(pattern.range) == "'%'") }
        #expect(spelling(statement.orderings[0].name.range) == "f")
        #expect(statement.limit.map { spelling($0.range) } == "12")
        #expect(statement.timespan.map { spelling($0.range) } == "TODAY")
    }

    @Test("Typographic quotes enclose texts if the option is on")
    func typographicQuotes() throws {
        var options = QueryOptions()
        options.typographicQuotes = true
        let text = "SELECT a FROM b WHERE c = ‘O'Neil’ AND d IN (’x’, 'y’z')"
        let statement = try QueryParser.parse(text, options: options)
        #expect(statement.description == "SELECT a FROM b WHERE c = 'O''Neil' AND d IN ('x', 'y’z')")
        #expect(try QueryParser.parse(statement.description) == statement)
        #expect(throws: QueryDiagnostic.self) {
            try QueryParser.parse("SELECT a FROM b WHERE c = ‘x", options: options)
        }
    }

    @Test("The longest text is taken, one byte more is not")
    func length() throws {
        let query = "SELECT a FROM b"
        let padding = String(repeating: " ", count: QueryParser.maximumLength - query.utf8.count)
        #expect(try QueryParser.parse(query + padding).table.value == "b")
        let diagnostic = try #require(throws: QueryDiagnostic.self) { try QueryParser.parse(query + padding + " ") }
        #expect(diagnostic.code == .tooLong(limit: QueryParser.maximumLength))
    }

    @Test("Long lists need no stack")
    func longLists() throws {
        let list = Array(repeating: "1", count: 100_000).joined(separator: ",")
        let statement = try QueryParser.parse("SELECT a FROM b WHERE c IN (\(list))")
        guard case .membership(let literals, _) = statement.conditions[0].test else {
            Issue.record("no list")
            return
        }
        #expect(literals.count == 100_000)
    }

    @Test("No text makes the parser trap", arguments: UInt64(1)...20)
    func noise(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "SELECT", "a", ",", " FROM ", "b", " WHERE ", "=", "!=", "<", ">", "'", "''", "‘", "’", "(", ")", " IN ",
            " NOT ", " LIKE ", " AND ", " ORDER ", " BY ", " LIMIT ", " TIMESPAN ", "TODAY", "1", "-", ".", "0", ";",
            "\u{a0}", "é", "\n", "\0", "🙂", "\"", "*", " DISTINCT ", "%", "_", " ",
        ]
        for _ in 0..<300 {
            var text = random.once(in: 2) ? "SELECT a FROM b" : ""
            for _ in 0..<Int.random(in: 0...20, using: &random) { text += random.pick(pieces) }
            var options = QueryOptions()
            options.typographicQuotes = random.once(in: 2)
            do {
                let statement = try QueryParser.parse(text, options: options)
                #expect(try QueryParser.parse(statement.description) == statement)
            } catch {
                #expect(error.range.upperBound <= text.utf8.count)
                _ = error.rendered(in: text)
            }
        }
    }
}
