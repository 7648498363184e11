import Foundation
import Testing

@Suite("fixtures check", .mayBlock)
struct FixturesCommandTests {
    private static let catalogue = """
        {
          "formatVersion": 1,
          "anchor": "2021-01",
          "datasets": [
            {
              "program": "cmp",
              "name": "Sales",
              "timeColumn": "Day",
              "dateRanges": ["LAST_MONTH", "LIFETIME"],
              "columns": [
                { "name": "Shop", "type": "string" },
                { "name": "Day", "type": "date" },
                { "name": "Amount", "type": "decimal" }
              ],
              "metrics": [
                { "name": "Total", "type": "decimal", "function": "sum", "of": "Amount" }
              ]
            },
            {
              "program": "mpn",
              "name": "Shops",
              "dateRanges": ["LIFETIME"],
              "columns": [
                { "name": "Shop", "type": "string" },
                { "name": "ShopId", "type": "guid" }
              ],
              "metrics": []
            }
          ]
        }

        """
    private static let queries = """
        {
          "formatVersion": 1,
          "queries": [
            {
              "program": "cmp", "queryId": "1", "name": "n", "description": "d",
              "query": "SELECT Day, Total FROM Sales"
            }
          ]
        }

        """
    private static let sales = "Shop,Day,Amount\nNorth,2021-01-05,12.50\n\"South, \"\"old\"\"\",2021-01-06,7\n"
    private static let shops = "ShopId,Shop\n0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63,North\n"

    /// Creates a valid folder of a user's own data.
    private func goodFolder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for program in ["cmp", "mpn"] {
            try FileManager.default.createDirectory(atPath: folder.path(program), withIntermediateDirectories: true)
        }
        let tenants = try String(contentsOfFile: Tool.repository + "/fixtures/tenants.json", encoding: .utf8)
        for (name, text) in [
            ("catalogue.json", Self.catalogue), ("system-queries.json", Self.queries), ("tenants.json", tenants),
            ("cmp/Sales.csv", Self.sales), ("mpn/Shops.csv", Self.shops),
        ] { try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name))) }
        return folder
    }

    @Test("A valid folder gets a summary and exit code 0")
    func good() throws {
        let folder = try goodFolder()
        defer { folder.remove() }
        let text = try Tool.run("fixtures", "check", folder.path)
        #expect(text.exitCode == 0)
        #expect(text.errors == "")
        #expect(
            text.output == """
                program  dataset  rows
                cmp      Sales    2
                mpn      Shops    1
                \(folder.path) can be served: 2 datasets, 3 rows, 1 system query, 3 tenants

                """)
        let json = try Tool.run("fixtures", "check", folder.path, "--output", "json")
        #expect(json.exitCode == 0)
        #expect(
            json.output
                == #"{"folder":"\#(folder.path)","valid":true,"faults":[],"datasets":["#
                + #"{"program":"cmp","name":"Sales","rows":2},{"program":"mpn","name":"Shops","rows":1}],"#
                + #""rows":3,"systemQueries":1,"tenants":3}"# + "\n")
        let rows = try Tool.run(
            "query", "SELECT Total FROM Sales", "--clock", "2021-01-06T12:00:00Z", "--format", "csv", "--fixtures",
            folder.path)
        #expect(rows.output == "Total\r\n19.5\r\n" || rows.output == "Total\r\n19.50\r\n")
    }

    @Test("The committed fixtures are valid")
    func committed() throws {
        let outcome = try Tool.run("fixtures", "check", Tool.repository + "/fixtures")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("can be served: 31 datasets, "))
        #expect(outcome.output.contains(" 32 system queries, "))
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: String
        /// A replacement of text; without a new text the file is removed.
        var replaced = ""
        var replacement: [UInt8]?
        let error: String

        init(_ description: String, _ file: String, _ replaced: String, _ replacement: String, _ error: String) {
            testDescription = description
            self.file = file
            self.replaced = replaced
            self.replacement = Array(replacement.utf8)
            self.error = error
        }

        init(_ description: String, _ file: String, _ replaced: String, bytes: [UInt8], _ error: String) {
            self.init(description, file, replaced, "", error)
            replacement = bytes
        }

        init(_ description: String, missing file: String, _ error: String) {
            testDescription = description
            self.file = file
            self.error = error
        }
    }

    static let damages: [Damage] = [
        Damage(
            "unknown key", "catalogue.json", "\"timeColumn\"", "\"timeColum\"",
            "catalogue.json:8: datasets[0].timeColum: found an unknown key; expected program, "
                + "name, dateRanges, columns, metrics, timeColumn, minimumRecurrenceInterval, edition2021, "
                + "edition2023, edition2026; "
                + "did you mean 'timeColumn'?"),
        Damage(
            "unknown type", "catalogue.json", "\"decimal\" }\n", "\"money\" }\n",
            "catalogue.json:13: datasets[0].columns[2].type: found 'money'; expected string, guid, integer, "
                + "decimal, boolean, date, month, datetime"),
        Damage(
            "no JSON", "catalogue.json", "\"metrics\": []", "\"metrics\": [",
            "catalogue.json:28:5: expected a value"),
        Damage(
            "duplicate dataset", "catalogue.json", "\"mpn\",\n      \"name\": \"Shops\"",
            "\"cmp\",\n      \"name\": \"SALES\"",
            "catalogue.json:19: datasets[1]: found a second dataset 'SALES'; expected each dataset once"),
        Damage(
            "query of nothing", "system-queries.json", "FROM Sales", "FROM Sale",
            "system-queries.json:6: queries[0].query: found a query that does not fit: unknown dataset \"Sale\" (at "
                + "offset 23); did you mean \"Sales\"?; expected a query on the catalogue's datasets"),
        Damage("missing file", missing: "cmp/Sales.csv", "cmp/Sales.csv: cannot be read: No such file or directory"),
        Damage("missing tenants", missing: "tenants.json", "tenants.json: cannot be read: No such file or directory"),
        Damage(
            "missing catalogue", missing: "catalogue.json", "catalogue.json: cannot be read: No such file or directory"),
        Damage(
            "extra column", "cmp/Sales.csv", "Amount\n", "Amount,Tax\n",
            "cmp/Sales.csv:1: column 4 (Tax): found an unknown column; expected a column of Sales"),
        Damage(
            "missing column", "cmp/Sales.csv", ",Amount\n", "\n",
            "cmp/Sales.csv:1: found no column Amount; expected every column of Sales"),
        Damage(
            "extra cell", "cmp/Sales.csv", "12.50", "12,50",
            "cmp/Sales.csv:2: found more than 3 fields; expected 3 fields"),
        Damage(
            "bad number", "cmp/Sales.csv", "12.50", "12.5.0",
            "cmp/Sales.csv:2: column 3 (Amount): found \"12.5.0\"; expected a decimal number like -12.50"),
        Damage(
            "bad day", "cmp/Sales.csv", "2021-01-06", "6.1.2021",
            "cmp/Sales.csv:3: column 2 (Day): found \"6.1.2021\"; expected a date yyyy-MM-dd"),
        Damage(
            "bad identifier", "mpn/Shops.csv", "0d94b7ae-", "0d94b7ae",
            "mpn/Shops.csv:2: column 1 (ShopId): found \"0d94b7ae62f1-4c38-b5e0-7a19c2f48d63\"; expected an "
                + "identifier like 1f0d3a52-7c44-4b5e-9a61-0c2f8e7d6b90"),
        Damage(
            "truncated in a row", "cmp/Sales.csv", ",2021-01-06,7\n", ",2021-",
            "cmp/Sales.csv:3: column 2 (Day): found \"2021-\"; expected a date yyyy-MM-dd"),
        Damage(
            "truncated in quotes", "cmp/Sales.csv", "\"\"\",2021-01-06,7\n", "",
            "cmp/Sales.csv:3:1: a quoted field that does not end"),
        Damage(
            "wrong encoding", "cmp/Sales.csv", "North", bytes: [0x4E, 0xF6, 0x72, 0x64],
            "cmp/Sales.csv:2:2: the text is not UTF-8"),
        Damage(
            "empty", "cmp/Sales.csv", sales, "", "cmp/Sales.csv:1: found no column Shop, Day, Amount; expected every"),
    ]

    private func damage(_ folder: TemporaryFolder, _ damage: Damage) throws {
        let url = URL(fileURLWithPath: folder.path(damage.file))
        guard let replacement = damage.replacement else { return try FileManager.default.removeItem(at: url) }
        var data = try Data(contentsOf: url)
        let place = try #require(data.range(of: Data(damage.replaced.utf8)))
        data.replaceSubrange(place, with: replacement)
        try data.write(to: url)
    }

    @Test("An invalid folder is refused with its file, line, column, found and expected", arguments: damages)
    func refuses(_ mistake: Damage) throws {
        let folder = try goodFolder()
        defer { folder.remove() }
        try damage(folder, mistake)
        let text = try Tool.run("fixtures", "check", folder.path)
        #expect(text.exitCode == 2)
        #expect(text.output == "")
        #expect(text.errors.hasPrefix("error: \(folder.path)/\(mistake.error)"), "\(text.errors)")
        #expect(text.errors.components(separatedBy: "\n").count == 2)

        let json = try Tool.run("fixtures", "check", folder.path, "--output", "json")
        #expect(json.exitCode == 2)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["valid"] as? Bool == false)
        let faults = try #require(object["faults"] as? [String])
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("\(folder.path)/\(mistake.error)") == true)

        // The server refuses the same folders.
        let query = try Tool.run("query", "SELECT Shop FROM Shops", "--fixtures", folder.path)
        #expect(query.exitCode == 2)
        #expect(query.output == "")
    }

    @Test("The first fault of every file of rows is reported")
    func severalFaults() throws {
        let folder = try goodFolder()
        defer { folder.remove() }
        for mistake in Self.damages where ["bad number", "bad identifier"].contains(mistake.testDescription) {
            try damage(folder, mistake)
        }
        let outcome = try Tool.run("fixtures", "check", folder.path)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.components(separatedBy: "\n").count == 3)
    }

    @Test(
        "A mistake in the command line gets one clear line",
        arguments: [
            ([], "missing the action 'check'"), (["check"], "missing the folder: check DIR"),
            (["chek", "x"], "unexpected argument 'chek'"), (["check", "a", "b"], "unexpected argument 'b'"),
            (["check", "/nowhere"], "/nowhere/catalogue.json: cannot be read: No such file or directory"),
        ])
    func usage(_ arguments: [String], _ message: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["fixtures"] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.components(separatedBy: "\n").first == "error: \(message)")
        #expect(outcome.output == "")
    }

    @Test("Its help names its options, examples and exit codes")
    func help() throws {
        let outcome = try Tool.run("fixtures", "--help")
        #expect(outcome.exitCode == 0)
        for section in ["Usage: insights-sim fixtures check DIR", "--output text|json", "Examples:", "Exit codes:"] {
            #expect(outcome.output.contains(section))
        }
    }
}
