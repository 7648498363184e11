import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsSimulator
import Testing

/// Test queries that an event loop runs itself, and those that take a worker.
@Suite("Quick test queries")
struct QuickQueryTests {
    private static func reply(_ service: ServiceHarness, _ query: String) throws -> HTTPReply {
        service.simulator.handle(
            HTTPRequest(
                .get, "/insights/v1/cmp/ScheduledQueries/testQueryResult?exportQuery=\(PercentEncoding.encode(query))",
                fields: HTTPFields([("Authorization", "Bearer \(try service.bearer())")])))
    }

    private static func isImmediate(_ reply: HTTPReply) -> Bool {
        if case .response = reply { true } else { false }
    }

    @Test("A short query on rows in memory is immediate; loading rows, many cells and groups take a worker")
    func choice() throws {
        var settings = Settings()
        settings.testRows = 10_000
        // Separate fixtures, whose rows no other test has loaded.
        let fixtures = try FixtureStore(folder: try FixtureStore.standard().folder)
        let simulator = Simulator(
            settings: settings, clock: .manual(ServiceHarness.start), seed: 7, fixtures: fixtures)
        let service = ServiceHarness(simulator, .cmp)
        let few = "SELECT OrderId FROM ISVOrder LIMIT 100"
        let first = try Self.reply(service, few)
        #expect(!Self.isImmediate(first))
        let bytes = try first.finish().bodyBytes()
        let second = try Self.reply(service, few)
        #expect(Self.isImmediate(second))
        #expect(try second.finish().bodyBytes() == bytes)
        #expect(Self.isImmediate(try Self.reply(service, few + " TIMESPAN LAST_MONTH")))
        // A column may be selected more than once.
        let columns = Array(repeating: "OrderId", count: 20).joined(separator: ", ")
        for long in ["SELECT \(columns) FROM ISVOrder", "SELECT DISTINCT \(columns) FROM ISVOrder LIMIT 1"] {
            #expect(!Self.isImmediate(try Self.reply(service, long)), "\(long)")
        }
    }

    @Test("The cost grows with rows, cells, conditions, orders and groups")
    func cost() throws {
        let schema = TableSchema(name: "T", columns: ["A", "B"].map { ColumnSchema(name: $0, type: .string) })
        func cost(_ query: String, rows: Int, limit: Int = 100) throws -> Int {
            var builder = TableBuilder(schema: schema)
            for row in 0..<rows {
                for field in 0...1 { try builder.append("\(row)", toField: field) }
                builder.endRow()
            }
            return try Catalog([schema]).prepare(query).cost(on: builder.finish(), rowLimit: limit)
        }
        let plain = try cost("SELECT A FROM T", rows: 1000)
        #expect(try cost("SELECT A FROM T", rows: 0) == 0)
        #expect(try cost("SELECT A FROM T LIMIT 5", rows: 1000) < plain)
        #expect(try cost("SELECT A FROM T", rows: 1000, limit: 5) < plain)
        for more in [
            "SELECT A, B FROM T", "SELECT A FROM T WHERE B = 'x'", "SELECT A FROM T ORDER BY B",
            "SELECT DISTINCT A FROM T",
        ] {
            #expect(try cost(more, rows: 1000) > plain, "\(more)")
        }
        #expect(try cost("SELECT A FROM T", rows: 2000) > plain)
    }
}
