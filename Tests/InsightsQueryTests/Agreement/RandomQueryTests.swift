import Foundation
import InsightsQuery
import InsightsTime
import Testing

/// The engine, the plain evaluator and SQLite on the same random queries.
///
/// Some thousands in every run, 104,000 where INSIGHTS_LONG_TESTS is set.
@Suite("Random queries")
struct RandomQueryTests {
    private static let isLong = ProcessInfo.processInfo.environment["INSIGHTS_LONG_TESTS"] != nil
    private static let worlds = isLong ? 2600 : 150
    private static let queriesPerWorld = 40

    /// The outcome of one world.
    private struct Report: Sendable {
        var coverage = Coverage()
        var disagreements: [String] = []
    }

    @Test("Engine, plain evaluator and SQLite agree on every query, and the queries cover the grammar")
    func agreement() async throws {
        var coverage = Coverage()
        var disagreements: [String] = []
        try await withThrowingTaskGroup(of: Report.self) { group in
            var next: UInt64 = 1
            func start() {
                let seed = next
                next += 1
                group.addTask { try Self.compare(seed: seed) }
            }
            while next <= min(8, Self.worlds) { start() }
            while let report = try await group.next() {
                if next <= Self.worlds { start() }
                coverage.merge(report.coverage)
                disagreements += report.disagreements
            }
        }
        for disagreement in disagreements.prefix(10) { Issue.record("\(disagreement)") }
        #expect(disagreements.count == 0)
        #expect(coverage.queries == Self.worlds * Self.queriesPerWorld)
        #expect(coverage.filled * 5 > coverage.queries * 2, "queries that find nothing agree easily")
        let missing = coverage.missing(atLeast: Self.isLong ? 40 : 2)
        #expect(missing.isEmpty, "met too seldom")
        print(
            "random queries: \(coverage.queries) on 3 engines, \(coverage.filled) with rows,",
            "\(Coverage.features.count) features, the rarest", rarest(coverage))
    }

    private func rarest(_ coverage: Coverage) -> String {
        let rarest = Coverage.features.min { coverage.counts[$0, default: 0] < coverage.counts[$1, default: 0] } ?? ""
        return "\"\(rarest)\" \(coverage.counts[rarest, default: 0]) times"
    }

    /// Compares the three on the datasets of one world.
    private static func compare(seed: UInt64) throws -> Report {
        var report = Report()
        var worlds = WorldGenerator(seed: seed)
        let world = worlds.world()
        let catalog = Catalog(world.datasets.map(\.schema))
        let parts = try world.datasets.map { try Part($0, in: world) }
        for part in parts { report.coverage.note(part.dataset, in: world) }
        for number in 0..<queriesPerWorld {
            let part = parts[number % parts.count]
            var generator = QueryGenerator(part.dataset, options: world.options, worlds: worlds)
            let text = generator.query()
            worlds = generator.worlds
            let window = worlds.window(world.now)
            let rowLimit = worlds.random.once(in: 8) ? Int.random(in: 0...20, using: &worlds.random) : nil
            let statement = try QueryParser.parse(text, options: world.options)
            guard try QueryParser.parse(statement.description) == statement else {
                report.disagreements.append("seed \(seed): printed and parsed again another statement: \(text)")
                continue
            }
            let query = try catalog.bind(statement, options: world.options)
            let effective = window ?? query.timespan.window(endingAt: world.now)
            let result = query.run(on: part.table, window: effective, rowLimit: rowLimit)
            let actual = result.cells
            let outcome = part.reference.outcome(
                of: statement, window: effective, rowLimit: rowLimit,
                implicitDistinct: world.options.implicitDistinct)
            let oracle = try part.oracle.rows(
                statement, now: world.now, window: window, rowLimit: rowLimit,
                implicitDistinct: world.options.implicitDistinct)
            if actual != outcome.rows || actual != oracle {
                report.disagreements.append(
                    """
                    seed \(seed), query \(number): \(text.debugDescription)
                    window:    \(window.map { "\($0)" } ?? "the span's, at \(world.now)")
                    engine:    \(excerpt(of: actual))
                    evaluator: \(actual == outcome.rows ? "the same" : excerpt(of: outcome.rows))
                    SQLite:    \(actual == oracle ? "the same" : excerpt(of: oracle))
                    """)
            }
            report.coverage.note(
                statement, on: part.dataset, in: world, outcome: outcome, window: window, rowLimit: rowLimit)
        }
        return report
    }

    private static func excerpt(of rows: [[String?]]) -> String {
        "\(rows.count) rows: " + rows.prefix(12).map { "\($0.map { $0 ?? "NULL" })" }.joined(separator: " ")
    }

    /// A dataset in all three engines.
    private struct Part {
        let dataset: World.Dataset
        let table: Table
        let reference: ReferenceEvaluator
        let oracle: SQLiteOracle

        init(_ dataset: World.Dataset, in world: World) throws {
            self.dataset = dataset
            let table = try makeTable(dataset.schema, rows: dataset.rows)
            self.table = world.isRedacted ? table.redactingSensitiveFields() : table
            reference = ReferenceEvaluator(schema: dataset.schema, rows: dataset.rows, isRedacted: world.isRedacted)
            oracle = try SQLiteOracle(schema: dataset.schema, rows: dataset.rows, isRedacted: world.isRedacted)
        }
    }
}
