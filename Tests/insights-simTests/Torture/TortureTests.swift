import Foundation
import Testing

@Suite("torture", .mayBlock)
struct TortureTests {
    private static let clock = ["--clock", "2021-01-06T05:00:00Z", "--seed", "7"]

    private func torture(_ options: [String], _ command: [String]) throws -> Tool.Outcome {
        try Tool.run(executable: Tool.path, ["torture"] + Self.clock + options + ["--"] + command)
    }

    /// Returns the command of a program in Tests/ClientPrograms/torture.
    private func client(_ name: String, _ arguments: String...) -> [String] {
        ["python3", "-B", "\(Tool.repository)/Tests/ClientPrograms/torture/\(name).py"] + arguments
    }

    private func results(_ outcome: Tool.Outcome) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return try #require(object?["results"] as? [[String: Any]], "\(outcome.errors)")
    }

    private static let careful = ["python3", "\(ExecReportCardTests.folder)/careful_client.py"]

    @Test("A careful client recovers from every fault; the same seed draws the same runs")
    func careful() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let options = ["--shallow", "8", "--require-recovery", "--junit", folder.path("torture.xml")]
        let outcome = try torture(options, Self.careful)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("8 of 49 pairs: 8 recovered (seed 7)\n"), "\(outcome.output)")
        #expect(try String(contentsOfFile: folder.path("torture.xml"), encoding: .utf8).contains(#"tests="8""#))
        let pairs = { (output: String) in
            output.components(separatedBy: "\n").compactMap { line -> [Substring]? in
                line.contains("#") ? Array(line.split(separator: " ").prefix(2)) : nil
            }
        }
        #expect(try pairs(torture(options, Self.careful).output) == pairs(outcome.output))
        #expect(pairs(outcome.output).count == 8)
    }

    @Test("A careful client recovers in the hard cases: lost responses, partial files, expired links")
    func carefulWhereItMatters() throws {
        let names = [
            "token#1:server-error", "createQuery#1:reset-before-body", "createReport#1:reset-in-body",
            "executions#1:unauthorized", "download#1:reset-in-body", "download#1:truncated-gzip",
            "download#1:short-gzip", "download#1:expired-link",
        ]
        let outcome = try torture(names.flatMap { ["--only", $0] } + ["--output", "json"], Self.careful)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let results = try results(outcome)
        #expect(results.map { $0["pair"] as? String } == names)
        for result in results { #expect(result["outcome"] as? String == "recovered", "\(result)") }
    }

    @Test("A client that repeats a write whose response was lost writes twice")
    func duplicates() throws {
        let command = client("query_retried")
        let outcome = try torture(["--only", "createQuery#1:reset-before-body", "--output", "json"], command)
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        let result = try #require(try results(outcome).first)
        #expect(result["outcome"] as? String == "duplicated a write")
        #expect(
            result["detail"] as? String
                == "entries 2, 3: POST /insights/v1/cmp/ScheduledQueries made the same 2 times; "
                + "it made the call again")
        // A refusal had no effect: to repeat it is right.
        let refused = try torture(["--only", "createQuery#1:server-error"], command)
        #expect(refused.exitCode == 0, "\(refused.output)")
        #expect(refused.output.contains("recovered"))
    }

    @Test(
        "A write that a library repeats only behind a proxy does not count, if a run without a proxy shows so",
        arguments: [
            ([], [], 0, "failed cleanly", "; not so without a proxy: it ended with 1"),
            (
                ["names"], [], 1, "duplicated a write",
                "; not checked without a proxy: the client, without a proxy, made no such call"
            ),
            (
                [], ["--proxy-allow", "files.example"], 1, "duplicated a write",
                "; not checked without a proxy: with '--proxy-allow' the client could reach the real service"
            ),
        ] as [([String], [String], Int32, String, String)])
    func repeatedByLibrary(
        _ arguments: [String], _ options: [String], _ code: Int32, _ outcome: String, _ ending: String
    ) throws {
        let run = try torture(
            options + ["--only", "createQuery#1:reset-before-body", "--output", "json"],
            client("query_repeated_by_library") + arguments)
        #expect(run.exitCode == code, "\(run.errors)")
        let result = try #require(try results(run).first)
        #expect(result["outcome"] as? String == outcome)
        let detail = try #require(result["detail"] as? String)
        #expect(detail.hasPrefix("entries 2, 3: POST /insights/v1/cmp/ScheduledQueries made the same 2 times; "))
        #expect(detail.hasSuffix(ending), "\(detail)")
    }

    @Test("New content in each write hides no duplicate, unless the client deletes the surplus")
    func newContent() throws {
        let only = ["--only", "createQuery#1:reset-in-body"]
        let outcome = try torture(only, client("query_renamed"))
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        #expect(
            outcome.output.contains(
                "entries 2, 3: POST /insights/v1/cmp/ScheduledQueries was done, and again with another content"),
            "\(outcome.output)")
        let cleaned = try torture(only, client("query_renamed", "clean"))
        #expect(cleaned.exitCode == 0, "\(cleaned.output)")
    }

    @Test("A client that ends with an error fails cleanly, which passes unless recovery is required")
    func failsCleanly() throws {
        let command = client("query_once")
        let outcome = try torture(["--only", "createQuery#1:throttled"], command)
        #expect(outcome.exitCode == 0, "\(outcome.output)")
        #expect(
            outcome.output.contains("createQuery#1  throttled  failed cleanly  it ended with 1\n"), "\(outcome.output)")
        let strict = try torture(["--only", "createQuery#1:throttled", "--require-recovery"], command)
        #expect(strict.exitCode == 1)
        #expect(
            strict.output.contains("\ntry again:\n  insights-sim torture --seed 7 --clock 2021-01-06T05:00:00Z --only ")
        )
    }

    @Test(
        "A client that repeats a call unchanged does not recover from a refusal that asks for a change",
        arguments: ["createQuery#1:throttled", "createQuery#1:unauthorized", "download#1:expired-link"])
    func impatient(_ pair: String) throws {
        let command = client("impatient")
        let outcome = try torture(["--only", pair, "--output", "json"], command)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try results(outcome).first?["outcome"] as? String == "failed cleanly", "\(outcome.output)")
    }

    @Test("A client that waits for Retry-After recovers, by the machine's clock too")
    func patient() throws {
        let command = client("patient")
        let outcome = try torture(["--only", "createQuery#1:throttled", "--require-recovery"], command)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("A client that waits for ever is ended, and the result is a hang")
    func hangs() throws {
        let command = client("hangs_after_failure")
        // A machine on which the call is not made in that time gets more of it.
        var outcome: Tool.Outcome?
        for seconds in ["2", "8", "32", "128"] where outcome?.output.contains("before such a call") != false {
            outcome = try torture(["--only", "createQuery#1:server-error", "--timeout", seconds], command)
        }
        let found = try #require(outcome)
        #expect(found.exitCode == 1, "\(found.errors)")
        #expect(found.output.contains("createQuery#1  server-error  hung"), "\(found.output)")
        #expect(!found.output.contains("before such a call"), "\(found.output)")
    }

    @Test("A client that waits for ever before the call is made hangs as well, with a separate message")
    func hangsBefore() throws {
        // The first run leaves a mark, so that only the second one waits.
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let command = client("hangs_second_time", folder.path("mark"))
        let outcome = try torture(["--only", "createQuery#1:server-error", "--timeout", "2"], command)
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("createQuery#1  server-error  hung"), "\(outcome.output)")
        #expect(outcome.output.contains(", before such a call\n"), "\(outcome.output)")
    }

    @Test("A client that sends its token along to a download leaks it")
    func leaks() throws {
        let outcome = try torture(
            ["--only", "download#1:expired-link"],
            client("leaks_token"))
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        let words = "leaked a token, recovered  entry 3 at 2021-01-06T05:00:00Z: an Authorization header"
        #expect(outcome.output.contains(words), "\(outcome.output)")
        #expect(!outcome.output.contains("eyJ"))
    }

    @Test(
        "A client that cannot be tortured gets one line with the reason",
        arguments: [
            (["true"], [], 5, "error: the command made no call to the simulator"),
            (
                ["sh", "-c", "exit 3"], [], 2,
                "error: the first run, without faults, must succeed; it ended with 3"
            ),
            (["no-such-program"], [], 3, "error: "),
            (["true"], ["--shallow", "0"], 2, "error: --shallow: found '0'"),
            (["true"], ["--shallow", "1", "--only", "x"], 2, "error: '--shallow' and '--only' cannot be combined"),
            (["true"], ["--junit", "-"], 2, "error: --report: found '-'"),
        ] as [([String], [String], Int32, String)])
    func mistakes(_ command: [String], _ options: [String], _ code: Int32, _ message: String) throws {
        let outcome = try torture(options, command)
        #expect(outcome.exitCode == code, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test("An unknown run is refused with the existing ones")
    func unknownPair() throws {
        let outcome = try torture(["--only", "createReport#9:throttled"], client("token_only"))
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors.contains(
                "error: 'createReport#9:throttled' is not one of the 6 trials of this command, such as 'token#1:throttled'"
            ),
            "\(outcome.errors)")
    }
}
