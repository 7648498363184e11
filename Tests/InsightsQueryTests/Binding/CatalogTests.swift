import InsightsQuery
import InsightsTime
import Testing

@Suite("Catalogue")
struct CatalogTests {
    static let catalog = Catalog([
        TableSchema(
            name: "ISVUsage",
            columns: [
                ColumnSchema(name: "UsageDate", type: .date),
                ColumnSchema(name: "Hidden", type: .string, isAdvertised: false),
            ],
            metrics: [MetricSchema(name: "RawUsage", type: .decimal, function: .sum)], timeColumn: "UsageDate",
            timespans: [.lastMonth, .last6Months])
    ])

    @Test("Datasets are found in any letter case")
    func lookup() {
        #expect(Self.catalog.schema(named: "isvusage")?.name == "ISVUsage")
        #expect(Self.catalog.schema(named: "ISVUsages") == nil)
        #expect(Self.catalog.schemas.map(\.name) == ["ISVUsage"])
    }

    @Test("A bound query has the spelling of the catalogue")
    func spelling() throws {
        let query = try Self.catalog.prepare("select RAWUSAGE, usagedate, hidden from isvUSAGE")
        #expect(query.table == "ISVUsage")
        #expect(query.columnNames == ["RawUsage", "UsageDate", "Hidden"])
    }

    @Test("The span is the written one, or six months")
    func timespan() throws {
        let implicit = try Self.catalog.prepare("SELECT UsageDate FROM ISVUsage")
        #expect(implicit.timespan == .last6Months)
        #expect(!implicit.hasExplicitTimespan)
        let explicit = try Self.catalog.prepare("SELECT UsageDate FROM ISVUsage TIMESPAN LAST_MONTH")
        #expect(explicit.timespan == .lastMonth)
        #expect(explicit.hasExplicitTimespan)
    }

    @Test(
        "A metric that cannot be computed is null; a time column of a wrong type has no effect", arguments: ["A", "B"])
    func faultySchema(source: String) throws {
        let schema = TableSchema(
            name: "T", columns: [ColumnSchema(name: "A", type: .string)],
            metrics: [MetricSchema(name: "M", type: .integer, function: .sum, source: source)], timeColumn: source)
        let table = try makeTable(schema, rows: [["x"]])
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        let result = try Catalog([schema]).prepare("SELECT A, M FROM T").run(on: table, window: window)
        #expect(result.printedRows == [["x", "NULL"]])
    }
}
