import InsightsQuery
import InsightsTime
import Synchronization
import Testing

@Suite("Execution budget")
struct ExecutionBudgetTests {
    static let schema = TableSchema(
        name: "T", columns: [ColumnSchema(name: "Id", type: .integer), ColumnSchema(name: "Kind", type: .string)],
        metrics: [
            MetricSchema(name: "Total", type: .integer, function: .sum, source: "Id"),
            MetricSchema(name: "Kinds", type: .integer, function: .countDistinct, source: "Kind"),
        ])
    static let rows = (0..<1000).map { ["\($0)", "k\($0 % 10)"] }

    private func run(_ text: String, _ budget: ExecutionBudget, threads: Int = 3) throws -> ResultSet {
        var settings = ScanSettings()
        settings.threads = threads
        settings.blockRows = 10
        settings.rowsPerThread = 1
        return try Catalog([Self.schema]).prepare(text).run(
            on: makeTable(Self.schema, rows: Self.rows), window: ParallelScanTests.window, rowLimit: nil,
            budget: budget, settings: settings)
    }

    @Test("The allowed number of groups passes; one more is refused", arguments: [1, 3])
    func groups(threads: Int) throws {
        for (text, count) in [("SELECT Id, Total FROM T", 1000), ("SELECT DISTINCT Kind FROM T", 10)] {
            let budget = ExecutionBudget(maximumGroups: count)
            #expect(try run(text, budget, threads: threads).rowCount == count)
            #expect(throws: BudgetExceeded.groups(limit: count - 1)) {
                try run(text, ExecutionBudget(maximumGroups: count - 1), threads: threads)
            }
        }
    }

    @Test("A kept row costs four bytes; a result of all rows costs none")
    func bytes() throws {
        let text = "SELECT Id FROM T WHERE Id >= 500"
        #expect(try run(text, ExecutionBudget(maximumBytes: 2000)).rowCount == 500)
        #expect(throws: BudgetExceeded.bytes(limit: 1999)) { try run(text, ExecutionBudget(maximumBytes: 1999)) }
        #expect(try run("SELECT Id FROM T", ExecutionBudget(maximumBytes: 0)).rowCount == 1000)
        #expect(throws: BudgetExceeded.bytes(limit: 8000)) {
            try run("SELECT Id FROM T ORDER BY Id", ExecutionBudget(maximumBytes: 8000))
        }
        #expect(throws: BudgetExceeded.bytes(limit: 100)) {
            try run("SELECT Kind, Total, Kinds FROM T", ExecutionBudget(maximumBytes: 100))
        }
    }

    @Test("A query that takes longer than allowed is refused", arguments: [1, 3])
    func time(threads: Int) throws {
        let ticks = Atomic(0)
        let budget = ExecutionBudget(maximumTime: .seconds(120)) {
            .seconds(ticks.wrappingAdd(1, ordering: .relaxed).newValue)
        }
        // The clock is read once for each of 100 blocks, and a few more times.
        #expect(try run("SELECT Total FROM T WHERE Id >= 0 LIMIT 1", budget, threads: threads).rowCount == 1)
        var short = budget
        short.maximumTime = .seconds(50)
        #expect(throws: BudgetExceeded.time(limit: .seconds(50))) { try run("SELECT Total FROM T", short) }
    }

    @Test("Without limits no query is refused")
    func unlimited() throws {
        #expect(try run("SELECT Id, Kind, Total FROM T ORDER BY Total", .unlimited).rowCount == 1000)
    }
}
