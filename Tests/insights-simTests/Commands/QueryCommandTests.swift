import Foundation
import Testing

@Suite("query", .mayBlock)
struct QueryCommandTests {
    private static let query = "SELECT DISTINCT OfferType FROM ISVOrder ORDER BY OfferType ASC LIMIT 2"
    private static let clock = ["--clock", "2021-01-06T05:38:34Z"]

    @Test(
        "Rows are printed in every format",
        arguments: [
            ("table", "OfferType\nAzure Applications\nmultisolution\n(2 rows)\n"),
            ("csv", "OfferType\r\nAzure Applications\r\nmultisolution\r\n"),
            ("tsv", "OfferType\r\nAzure Applications\r\nmultisolution\r\n"),
            ("json", #"[{"OfferType":"Azure Applications"},{"OfferType":"multisolution"}]"# + "\n"),
        ])
    func formats(_ format: String, _ expected: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["query", Self.query, "--format", format] + Self.clock)
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == expected)
        #expect(outcome.errors == "")
    }

    @Test("csv and tsv obey the settings of files", arguments: ["csv", "tsv"])
    func fileSettings(_ format: String) throws {
        let query = "SELECT DISTINCT OrderCancelDate FROM ISVOrder WHERE OrderStatus = 'Active' TIMESPAN LIFETIME"
        let settings = ["--set", "line-end=lf", "--set", "csv-empty=quoted"]
        let outcome = try Tool.run(executable: Tool.path, ["query", query, "--format", format] + settings + Self.clock)
        #expect(outcome.output == "OrderCancelDate\n" + (format == "csv" ? "\"\"\n" : "\n"), "\(outcome.errors)")
    }

    @Test("The dataset or an option gives the program")
    func program() throws {
        let text = "SELECT DISTINCT HierarchyLevel FROM Profile"
        let found = try Tool.run("query", text, "--format", "csv")
        #expect(found.exitCode == 0)
        #expect(try Tool.run("query", text, "--format", "csv", "--program", "mpn").output == found.output)
        let wrong = try Tool.run("query", text, "--program", "cmp")
        #expect(wrong.exitCode == 2)
        #expect(wrong.errors.contains("Profile"))
    }

    @Test("A broken query shows the place and the fix, with exit code 2")
    func diagnostic() throws {
        let outcome = try Tool.run("query", "SELECT OrderI FROM ISVOrder")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("line 1, column 8: SELECT OrderI FROM ISVOrder"))
        #expect(outcome.errors.contains("^^^^^^"))
        #expect(outcome.errors.contains("did you mean \"OrderId\"?"))
    }

    @Test("generate writes the committed rows")
    func generate() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run("generate", "--seed", "1", "--out", folder.path)
        #expect(outcome.exitCode == 0)
        for file in ["cmp/ISVOrder.csv", "mpn/OfficeUsage.csv"] {
            let made = FileManager.default.contents(atPath: folder.path(file))
            #expect(made != nil)
            #expect(made == FileManager.default.contents(atPath: Tool.repository + "/fixtures/" + file))
        }
    }
}
