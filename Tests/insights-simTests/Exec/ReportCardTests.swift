import Foundation
import Testing

@Suite("exec: the report card", .mayBlock)
struct ExecReportCardTests {
    static let folder = Tool.repository + "/Tests/Corpora/conduct"

    private func exec(
        _ client: String, _ options: String..., environment: [String: String] = [:]
    ) throws -> Tool.Outcome {
        try Tool.run(
            executable: Tool.path,
            ["exec", "--seed", "7", "--clock", "2021-01-06T05:00:00Z"] + options
                + ["--", "python3", "\(Self.folder)/\(client)_client.py"], environment: environment)
    }

    /// Groups the rules by their mark, as the card prints them.
    private func verdicts(_ card: String) -> [String: [String]] {
        let verdicts = card.components(separatedBy: "\n").compactMap { line -> (String, String)? in
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 1, ["pass", "n/a", "FAIL"].contains(words[0]) else { return nil }
            return (words[0], words[1])
        }
        return Dictionary(grouping: verdicts, by: \.0).mapValues { $0.map(\.1) }
    }

    @Test("A client that makes no mistake breaks no rule")
    func careful() throws {
        let outcome = try exec("careful", "--report-card", "--strict", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == "OrderId\n")
        #expect(outcome.errors.hasPrefix("report card: 8 passed, 0 failed, 5 not applicable\n"), "\(outcome.errors)")
        // Its token expires by the tenant's clock alone. It meets no 400 and no 429, makes one call at a time, and sees no pending execution.
        #expect(
            verdicts(outcome.errors)["n/a"] == [
                "token-renewed-in-time", "token-renewed-once", "retry-after", "bounded-polling", "no-retry-of-400",
            ], "\(outcome.errors)")
    }

    @Test("The same client waits for as long as the server says")
    func throttled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let plan = #"{"rules":[{"route":"createQuery","nth":1,"fault":{"kind":"throttle","retryAfter":30}}]}"#
        try plan.write(toFile: folder.path("faults.json"), atomically: true, encoding: .utf8)
        let outcome = try exec(
            "careful", "--report-card", "--strict", "--quiet", "--faults", folder.path("faults.json"))
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(verdicts(outcome.errors)["pass"]?.contains("retry-after") == true, "\(outcome.errors)")
    }

    @Test("A client that makes every mistake breaks the rules, and --strict says so by the exit code")
    func careless() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let plan = #"{"rules":[{"route":"createQuery","nth":4,"fault":{"kind":"throttle","retryAfter":30}}]}"#
        try plan.write(toFile: folder.path("faults.json"), atomically: true, encoding: .utf8)
        let files = ["junit=\(folder.path("card.xml"))", "tap=\(folder.path("card.tap"))"]
        let outcome = try exec(
            "careless", "--strict", "--faults", folder.path("faults.json"), "--report", files[0], "--report", files[1])
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        #expect(outcome.output == "OrderId\n")
        // Its old token has expired by the tenant's clock alone, which it moved: not token-renewed-in-time.
        #expect(
            verdicts(outcome.errors)["FAIL"] == [
                "token-first", "token-reused", "token-renewed-once",
                "download-without-token", "retry-after", "waits-for-slot", "bounded-polling", "no-retry-of-400", "gzip",
                "callback-answered", "right-hosts",
                "no-secret-in-address",
            ], "\(outcome.errors)")
        let texts = try ["card.xml", "card.tap"].map { try String(contentsOfFile: folder.path($0), encoding: .utf8) }
        for text in texts + [outcome.errors] {
            for secret in ["offline-practice-secret", "eyJ"] { #expect(!text.contains(secret)) }
            #expect(text.contains("no-retry-of-400"))
        }
        #expect(try exec("careless", "--quiet").errors == "")
        #expect(try exec("careless", "--quiet").exitCode == 0, "the command's own, without --strict")
    }

    @Test("The command's exit code precedes the card's")
    func ownCode() throws {
        let outcome = try Tool.run(
            "exec", "--strict", "--quiet", "--", "sh", "-c",
            "curl -s -o /dev/null \"$INSIGHTS_BASE_URL/insights/v1/cmp/ScheduledDataset\"; exit 7")
        #expect(outcome.exitCode == 7)
        #expect(outcome.errors.contains("FAIL  token-first"))
        #expect(!outcome.errors.contains("  pass  "), "only what is wrong, unless the card was asked for")
    }
}
