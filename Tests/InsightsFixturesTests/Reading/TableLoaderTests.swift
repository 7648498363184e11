import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsFixtures

@Suite("Table loader")
struct TableLoaderTests {
    static let schema = TableSchema(
        name: "Sample",
        columns: [
            ColumnSchema(name: "OrderId", type: .guid), ColumnSchema(name: "Quantity", type: .integer),
            ColumnSchema(name: "Day", type: .date),
        ], metrics: [MetricSchema(name: "Usage", type: .decimal, function: .sum)])

    private static func load(_ text: [UInt8]) throws -> Table {
        var text = text
        return try text.withUnsafeMutableBytes { try TableLoader(schema: schema, file: "Sample.csv").load($0) }
    }

    struct Accepted: Sendable, CustomTestStringConvertible {
        let text: String
        let rowCount: Int
        var testDescription: String { text.debugDescription }
    }

    private static let guid = "0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63"

    static let accepted: [Accepted] = [
        Accepted(text: "OrderId,Quantity,Day,Usage\n", rowCount: 0),
        Accepted(text: "OrderId,Quantity,Day,Usage\n\(guid),1,2021-01-06,1.50\n", rowCount: 1),
        Accepted(text: "Usage,Day,OrderId,Quantity\r\n1.50,2021-01-06,\(guid),1\r\n,,,", rowCount: 2),
        Accepted(text: "\u{FEFF}\"OrderId\",Quantity,Day,Usage\n\"\(guid)\",\"-1\",,\"0\"", rowCount: 1),
    ]

    @Test("Rows load with any order of columns and any line ends", arguments: accepted)
    func accepts(_ accepted: Accepted) throws {
        #expect(try Self.load(Array(accepted.text.utf8)).rowCount == accepted.rowCount)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let description: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ description: String) {
            self.text = text
            self.description = description
        }
    }

    private static let header = "OrderId,Quantity,Day,Usage\n"

    static let refused: [Refused] = [
        Refused("", "Sample.csv:1: found no column OrderId, Quantity, Day, Usage; expected every column of Sample"),
        Refused("OrderId,Day,Usage\n", "Sample.csv:1: found no column Quantity; expected every column of Sample"),
        Refused(
            "\"Order\nId\",Quantity,Day,Usage\n",
            "Sample.csv:1: column 1 (Order\\nId): found an unknown column; expected a column of Sample; "
                + "did you mean 'OrderId'?"),
        Refused(
            Self.header + ",\"1\n\",,\n",
            "Sample.csv:2: column 2 (Quantity): found \"1\\n\"; expected a whole number of at most 64 bits"),
        Refused(
            "OrderId,Quantiy,Day,Usage\n",
            "Sample.csv:1: column 2 (Quantiy): found an unknown column; expected a column of Sample; "
                + "did you mean 'Quantity'?"),
        Refused(
            "OrderID,Quantity,Day,Usage\n",
            "Sample.csv:1: column 1 (OrderID): found an unknown column; expected a column of Sample; "
                + "did you mean 'OrderId'?"),
        Refused(
            "OrderId,Quantity,Day,Usage,Zebra\n",
            "Sample.csv:1: column 5 (Zebra): found an unknown column; expected a column of Sample"),
        Refused(
            "OrderId,Quantity,OrderId,Day,Usage\n",
            "Sample.csv:1: column 3 (OrderId): found the name again; expected each column once"),
        Refused("\(header),,,\n,,\n", "Sample.csv:3: found 3 fields; expected 4 fields"),
        Refused("\(header)1\n", "Sample.csv:2: column 1 (OrderId): found \"1\"; expected an identifier"),
        Refused("\(header),1,2021-01-06,1,\n", "Sample.csv:2: found more than 4 fields; expected 4 fields"),
        Refused("\(header)\n,,,\n", "Sample.csv:2: found an empty line; expected 4 fields"),
        Refused("\(header),,,\n\n", "Sample.csv:3: found an empty line; expected 4 fields"),
        Refused(
            "Quantity,OrderId,Day,Usage\nten,,,\n",
            "Sample.csv:2: column 1 (Quantity): found \"ten\"; expected a whole number"),
        Refused(
            "\(header),,,\n\"\",,\"2021-02-29\",\n",
            "Sample.csv:3: column 3 (Day): found \"2021-02-29\"; expected a date yyyy-MM-dd"),
        Refused("\(header),,,1.2.3\n", "Sample.csv:2: column 4 (Usage): found \"1.2.3\"; expected a decimal number"),
        Refused("\(header),1\"2\",,\n", "Sample.csv:2:3: a quote in a field that does not begin with one"),
    ]

    @Test("Invalid rows are refused with file, line, column, found and expected", arguments: refused)
    func refuses(_ refused: Refused) {
        let error = #expect(throws: FixtureError.self) { try Self.load(Array(refused.text.utf8)) }
        #expect(error?.description.hasPrefix(refused.description) == true, "\(error?.description ?? "")")
    }

    @Test("A cell after one that spans lines has the right line")
    func countsLinesInCells() {
        let schema = TableSchema(
            name: "Note",
            columns: [ColumnSchema(name: "Text", type: .string), ColumnSchema(name: "Count", type: .integer)])
        var text = Array("Text,Count\n\"a\nb\nc\",x\n".utf8)
        let error = #expect(throws: FixtureError.self) {
            try text.withUnsafeMutableBytes { try TableLoader(schema: schema, file: "Note.csv").load($0) }
        }
        #expect(error?.description.hasPrefix("Note.csv:4: column 2 (Count): found \"x\"") == true)
    }

    @Test("Text that is not UTF-8 is refused with the place of its first wrong byte")
    func refusesOtherEncodings() {
        #expect(throws: FixtureError.malformed(file: "Sample.csv", line: 2, column: 3, reason: "the text is not UTF-8"))
        { try Self.load(Array(Self.header.utf8) + [0x2C, 0x2C, 0xE9, 0x0A]) }
    }
}
