import InsightsQuery
import InsightsTime
import Testing

@Suite("Published queries")
struct PublishedQueryTests {
    /// A catalogue that has, of every dataset, the names that the good queries use.
    static let catalog: Catalog = {
        var schemas: [TableSchema] = []
        for sample in PublishedQueries.all.queries where sample.isAccepted {
            guard let statement = try? QueryParser.parse(sample.query) else { continue }
            let names = statement.columns + statement.conditions.map(\.name) + statement.orderings.map(\.name)
            var schema =
                schemas.first { $0.name == statement.table.value }
                ?? TableSchema(name: statement.table.value, columns: [])
            schemas.removeAll { $0.name == schema.name }
            for name in names.map(\.value)
            where !schema.columns.contains(where: { $0.name.lowercased() == name.lowercased() }) {
                schema.columns.append(ColumnSchema(name: name, type: .string))
            }
            schemas.append(schema)
        }
        return Catalog(schemas)
    }()

    @Test("The corpus is there")
    func corpus() {
        #expect(PublishedQueries.all.queries.count == 61)
        #expect(PublishedQueries.all.fragments.count == 23)
        #expect(PublishedQueries.all.queries.count(where: \.isAccepted) == 56)
        #expect(Self.typographicQueries.count == 12)
    }

    @Test("A published query is accepted or refused as it should be", arguments: PublishedQueries.all.queries)
    func query(_ sample: PublishedQueries.Query) throws {
        if sample.isAccepted {
            let query = try Self.catalog.prepare(sample.query)
            let table = try makeTable(try #require(Self.catalog.schema(named: query.table)), rows: [])
            let window = query.timespan.window(endingAt: Timestamp(secondsSinceEpoch: 1_600_000_000))
            #expect(query.run(on: table, window: window).rowCount == 0)
        } else {
            #expect(throws: QueryDiagnostic.self) { try Self.catalog.prepare(sample.query) }
        }
    }

    /// The accepted queries that were printed with typographic quotes.
    private static let typographicQueries = PublishedQueries.all.queries.filter { $0.raw != nil && $0.isAccepted }

    @Test("What was printed with typographic quotes needs the option", arguments: typographicQueries)
    func typographic(_ sample: PublishedQueries.Query) throws {
        let raw = try #require(sample.raw)
        var lenient = QueryOptions()
        lenient.typographicQuotes = true
        #expect(try QueryParser.parse(raw, options: lenient) == QueryParser.parse(sample.query))
        let code = #expect(throws: QueryDiagnostic.self) { try QueryParser.parse(raw) }?.code
        #expect(code == .typographicQuote)
    }

    @Test(
        "A query prints as text that parses to the same tree",
        arguments: PublishedQueries.all.queries.filter(\.isAccepted))
    func roundTrip(_ sample: PublishedQueries.Query) throws {
        let statement = try QueryParser.parse(sample.query)
        #expect(try QueryParser.parse(statement.description) == statement)
    }

    @Test("Published fragments of queries parse where they are well formed", arguments: PublishedQueries.all.fragments)
    func fragment(_ fragment: PublishedQueries.Fragment) throws {
        let text =
            switch fragment.clause {
            case "SELECT": "\(fragment.text) FROM T"
            case "FROM": "SELECT A \(fragment.text)"
            case "WHERE": "SELECT A FROM T WHERE \(fragment.text)"
            default: "SELECT A FROM T \(fragment.text)"
            }
        // One fragment is refused only because its dataset lacks the column.
        if fragment.expect == "ok" || fragment.text == "OrderQuantity=100" {
            #expect(throws: Never.self) { try QueryParser.parse(text) }
        } else {
            #expect(throws: QueryDiagnostic.self) { try QueryParser.parse(text) }
        }
    }
}
