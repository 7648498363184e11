import InsightsQuery
import InsightsTime
import Testing

@Suite("Tables")
struct TableTests {
    static let schema = TableSchema(
        name: "T",
        columns: [
            ColumnSchema(name: "Day", type: .date), ColumnSchema(name: "Month", type: .month),
            ColumnSchema(name: "At", type: .datetime), ColumnSchema(name: "Name", type: .string),
        ])

    @Test(
        "Shifting moves by calendar months and keeps the day if it exists",
        arguments: [
            (0, "2021-03-31"), (1, "2021-04-30"), (-1, "2021-02-28"), (-13, "2020-02-29"), (11, "2022-02-28"),
            (12, "2022-03-31"), (1200, "2121-03-31"),
        ])
    func shifting(months: Int, day: String) throws {
        let table = try makeTable(
            Self.schema, rows: [["2021-03-31", "2021-03-01", "2021-03-31T12:34:56Z", "2021-03-31"], ["", "", "", ""]])
        let shifted = table.shifted(byMonths: months)
        #expect(try shifted.select("Day") == [[day], ["NULL"]])
        #expect(try shifted.select("Month") == [[day.dropLast(2) + "01"], ["NULL"]])
        #expect(try shifted.select("At") == [[day + "T12:34:56Z"], ["NULL"]])
        #expect(try shifted.select("Name") == [["2021-03-31"], ["NULL"]])
        #expect(shifted.rowCount == 2)
    }

    @Test(
        "Shifting beyond the calendar neither traps nor loses rows",
        arguments: [Int.min, -200_000, 200_000, Int.max])
    func extremes(months: Int) throws {
        let table = try makeTable(Self.schema, rows: [["2021-03-31", "2021-03-01", "2021-03-31T12:34:56Z", ""]])
        #expect(try table.shifted(byMonths: months).select("Day").count == 1)
    }

    @Test("A schema reports its faults")
    func faults() {
        #expect(Self.schema.faults.isEmpty)
        var schema = Self.schema
        schema.columns.append(ColumnSchema(name: "DAY", type: .date))
        schema.metrics = [
            MetricSchema(name: "name", type: .integer, function: .sum),
            MetricSchema(name: "A", type: .string, function: .countDistinct, source: "Name"),
            MetricSchema(name: "B", type: .integer, function: .sum, source: "Name"),
            MetricSchema(name: "C", type: .integer, function: .sum, source: "Nothing"),
        ]
        schema.timeColumn = "Name"
        #expect(schema.faults.count == 6)
    }
}
