import InsightsQuery
import InsightsTime
import Testing

@Suite("Delimited output")
struct DelimitedWriterTests {
    static func result(_ query: String = "SELECT Id, Name, Price, Flag, Day, At FROM T") throws -> ResultSet {
        let schema = TableSchema(
            name: "T",
            columns: [
                ColumnSchema(name: "Id", type: .integer), ColumnSchema(name: "Name", type: .string),
                ColumnSchema(name: "Price", type: .decimal), ColumnSchema(name: "Flag", type: .boolean),
                ColumnSchema(name: "Day", type: .date), ColumnSchema(name: "At", type: .datetime),
            ],
            metrics: [MetricSchema(name: "Total", type: .decimal, function: .sum, source: "Price")])
        let table = try makeTable(
            schema,
            rows: [
                ["1", "plain", "1.50", "True", "2021-01-02", "2021-01-02T03:04:05Z"],
                ["-2", "a,b", "-0.05", "0", "", ""],
                ["3", "say \"hi\"", "10", "", "", ""],
                ["4", "two\r\nlines\tand tab", "", "", "", ""],
                ["5", "", "", "", "", ""],
                ["6", "Zoë 日本 🙂", "", "", "", ""],
            ])
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        return try Catalog([schema]).prepare(query).run(on: table, window: window)
    }

    static func written(_ result: ResultSet, _ format: DelimitedFormat, piece: Int = 1 << 20) -> String {
        var writer = DelimitedWriter(result, format: format)
        var bytes: [UInt8] = []
        while let piece = writer.next(atLeast: piece) { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    static let csv =
        "Id,Name,Price,Flag,Day,At\r\n" + "1,plain,1.5,True,2021-01-02,2021-01-02T03:04:05Z\r\n"
        + "-2,\"a,b\",-0.05,0,,\r\n" + "3,\"say \"\"hi\"\"\",10,,,\r\n" + "4,\"two\r\nlines\tand tab\",,,,\r\n"
        + "5,,,,,\r\n" + "6,Zoë 日本 🙂,,,,\r\n"

    static let tsv =
        "Id\tName\tPrice\tFlag\tDay\tAt\r\n" + "1\tplain\t1.5\tTrue\t2021-01-02\t2021-01-02T03:04:05Z\r\n"
        + "-2\ta,b\t-0.05\t0\t\t\r\n" + "3\tsay \"hi\"\t10\t\t\t\r\n" + "4\ttwo  lines and tab\t\t\t\t\r\n"
        + "5\t\t\t\t\t\r\n" + "6\tZoë 日本 🙂\t\t\t\t\r\n"

    @Test("Pieces of any size give the same text", arguments: [-1, 0, 1, 2, 30, 31, 1000])
    func pieces(size: Int) throws {
        let result = try Self.result()
        #expect(Self.written(result, .csv, piece: size) == Self.csv)
        #expect(Self.written(result, .tsv, piece: size) == Self.tsv)
    }

    @Test("A piece ends after the line that fills it, and nil follows the last piece")
    func pieceEnds() throws {
        var writer = DelimitedWriter(try Self.result("SELECT Id FROM T"), format: .csv)
        #expect(writer.next(atLeast: 5) == Array("Id\r\n1\r\n".utf8))
        #expect(writer.next(atLeast: 5) == Array("-2\r\n3\r\n".utf8))
        #expect(writer.next(atLeast: 500) == Array("4\r\n5\r\n6\r\n".utf8))
        #expect(writer.next(atLeast: 5) == nil)
        #expect(writer.next(atLeast: 5) == nil)
    }

    @Test("A result without rows is its header line")
    func noRows() throws {
        #expect(Self.written(try Self.result("SELECT Id, Name FROM T WHERE Id = 7"), .csv) == "Id,Name\r\n")
    }

    @Test("Metrics print like columns")
    func metrics() throws {
        #expect(Self.written(try Self.result("SELECT Total FROM T"), .csv) == "Total\r\n11.45\r\n")
    }

    @Test("The line end can be chosen")
    func lineEnd() throws {
        var format = DelimitedFormat.csv
        format.lineEnd = "\n"
        #expect(Self.written(try Self.result("SELECT Id FROM T LIMIT 1"), format) == "Id\n1\n")
    }

    @Test(
        "An empty field that is alone on its line is blank, or quoted; beside others and in TSV it stays empty",
        arguments: [
            ("SELECT Name FROM T WHERE Id > 4", DelimitedFormat.csv, false, "Name\r\n\r\nZoë 日本 🙂\r\n"),
            ("SELECT Name FROM T WHERE Id > 4", .csv, true, "Name\r\n\"\"\r\nZoë 日本 🙂\r\n"),
            ("SELECT Day FROM T WHERE Id < 3", .csv, true, "Day\r\n2021-01-02\r\n\"\"\r\n"),
            ("SELECT Flag FROM T WHERE Id = 3", .csv, true, "Flag\r\n\"\"\r\n"),
            ("SELECT Flag, Day FROM T WHERE Id = 3", .csv, true, "Flag,Day\r\n,\r\n"),
            ("SELECT Name FROM T WHERE Id = 5", .tsv, true, "Name\r\n\r\n"),
        ])
    func loneEmpty(query: String, format: DelimitedFormat, isQuoted: Bool, expected: String) throws {
        var format = format
        format.quotesLoneEmpty = isQuoted
        for size in [1, 1000] {
            #expect(Self.written(try Self.result(query), format, piece: size) == expected)
        }
    }

    @Test("Cells have the type of their column")
    func cells() throws {
        let result = try Self.result()
        #expect(result.columnNames == ["Id", "Name", "Price", "Flag", "Day", "At"])
        #expect(result.value(row: 0, column: 0) == .integer(1))
        #expect(result.value(row: 0, column: 1) == .string("plain"))
        #expect(result.value(row: 0, column: 2) == .decimal(FixedDecimal(mantissa: 15, scale: 1)))
        #expect(result.value(row: 0, column: 3) == .boolean(true, spelling: "True"))
        #expect(result.value(row: 0, column: 4) == CivilDate("2021-01-02").map { .date($0) })
        #expect(result.value(row: 0, column: 5) == Timestamp("2021-01-02T03:04:05Z").map { .datetime($0) })
        #expect(result.value(row: 4, column: 1) == .null)
        let total = try Self.result("SELECT Total FROM T")
        #expect(total.value(row: 0, column: 0) == .decimal(FixedDecimal(mantissa: 1145, scale: 2)))
    }
}
