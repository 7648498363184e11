import Foundation
import Testing

@Suite("demo", .mayBlock)
struct DemoTests {
    @Test("It walks through the workflow and ends with downloaded rows", arguments: ["cmp", "mpn"])
    func workflow(_ program: String) throws {
        let outcome = try Tool.run("demo", "--program", program)
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors == "")
        let places = [
            "$ curl -s http://127.0.0.1:", "\"access_token\"", "ScheduledDataset", "\"queryId\"", "testQueryResult",
            "\"reportId\"", "\"Pending\"", "/_sim/clock", "\"Completed\"", "$ curl -s --compressed", "Done: token",
        ]
        var rest = outcome.output[...]
        for place in places {
            let range = try #require(rest.range(of: place), "\(place) is missing, or too early")
            rest = rest[range.upperBound...]
        }
        let rows = try #require(outcome.output.firstMatch(of: #/a file of ([0-9]+) rows/#))
        #expect(try #require(Int(rows.1)) >= 100)
        #expect(!outcome.output.contains("practice-secret"))
        #expect(!outcome.output.contains("\u{1B}"), "no colours where no terminal is")
    }

    @Test("The same seed gives the same output except for the port")
    func reproducible() throws {
        func normalized() throws -> String {
            try Tool.run("demo").output.replacing(#/127\.0\.0\.1:[0-9]+/#, with: "HOST")
                .replacing(#/sig=[A-Za-z0-9_-]+/#, with: "SIG")
        }
        #expect(try normalized() == normalized())
    }
}
