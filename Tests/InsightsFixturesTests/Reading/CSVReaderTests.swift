import Testing

@testable import InsightsFixtures

@Suite("CSV reader")
struct CSVReaderTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let text: String
        let records: [[String]]
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ records: [[String]]) {
            self.text = text
            self.records = records
        }
    }

    static let accepted: [Accepted] = [
        Accepted("", []),
        Accepted("a", [["a"]]),
        Accepted("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        Accepted("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        Accepted("a,b\r\n1,2\n3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
        Accepted("a,b\n1,", [["a", "b"], ["1", ""]]),
        Accepted(",\n,,", [["", ""], ["", "", ""]]),
        Accepted("\n\na", [[""], [""], ["a"]]),
        Accepted("\"a\",\"b\"\n", [["a", "b"]]),
        Accepted("\"\",\"\"\"\",\"a\"\"b\"\n", [["", "\"", "a\"b"]]),
        Accepted("\"a,b\",\"c\nd\",\"e\r\nf\"\r\n", [["a,b", "c\nd", "e\r\nf"]]),
        Accepted("\"a\rb\"", [["a\rb"]]),
        Accepted(" a , b \n", [[" a ", " b "]]),
        Accepted("a\tb,#!$%&'()*+", [["a\tb", "#!$%&'()*+"]]),
        Accepted("Göteborg,株式会社,😀", [["Göteborg", "株式会社", "😀"]]),
        Accepted("\u{FEFF}a,b\n", [["a", "b"]]),
        Accepted("\u{FEFF}\"a\"\n", [["a"]]),
    ]

    @Test("A valid CSV text gives its fields", arguments: accepted)
    func accepts(_ accepted: Accepted) throws {
        #expect(try CSVRecords.read(accepted.text) == accepted.records)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let fault: CSVReader.Fault
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ line: Int, _ column: Int, _ reason: String) {
            self.text = text
            fault = CSVReader.Fault(line: line, column: column, reason: reason)
        }
    }

    static let refused: [Refused] = [
        Refused("a\"b\n", 1, 2, "a quote in a field that does not begin with one"),
        Refused("a,b\n1, \"2\"\n", 2, 4, "a quote in a field that does not begin with one"),
        Refused("a,b\n\"1\"2,3\n", 2, 4, "text after the closing quote of a field"),
        Refused("\"1\" ,2\n", 1, 4, "text after the closing quote of a field"),
        Refused("a\n\"b\nc\n", 2, 1, "a quoted field that does not end"),
        Refused("a,\"", 1, 3, "a quoted field that does not end"),
        Refused("a\rb", 1, 2, "a carriage return without a line feed"),
        Refused("\"a\"\r", 1, 4, "a carriage return without a line feed"),
        Refused("a\0b", 1, 2, "a control character, byte 0"),
        Refused("\"a\n\u{1}\"", 2, 1, "a control character, byte 1"),
        Refused("a\u{7F}", 1, 2, "a control character, byte 127"),
        Refused("\u{FEFF}a\0", 1, 2, "a control character, byte 0"),
    ]

    @Test("An invalid CSV text is refused with its place and reason", arguments: refused)
    func refuses(_ refused: Refused) {
        #expect(throws: refused.fault) { try CSVRecords.read(refused.text) }
    }

    @Test("The reader reads back what the writer writes")
    func roundTrips() throws {
        let cells = ["", "plain", "a,b", "\"", "a\"b\"", "line\nfeed", "cr\rlf\r\n", " blank ", "Göteborg 😀", "'"]
        var text = CSVText()
        for index in cells.indices {
            text.put("first", cells[index])
            text.put("second, in quotes", cells[cells.count - 1 - index])
            text.endRow()
        }
        let records = try CSVRecords.read(String(decoding: text.bytes, as: UTF8.self))
        #expect(records[0] == ["first", "second, in quotes"])
        #expect(Array(records.dropFirst()) == zip(cells, cells.reversed()).map { [$0, $1] })
    }
}
