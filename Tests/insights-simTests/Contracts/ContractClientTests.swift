import Foundation
import Testing

@Suite("Contracts through a client's program", .mayBlock)
struct ContractClientTests {
    private static let clients = Tool.repository + "/contracts/adapters"

    private static func isThere(_ program: String) -> Bool {
        (try? Tool.run(executable: "/usr/bin/env", ["sh", "-c", "command -v \(program)"]).exitCode) == 0
    }

    @Test("Python's standard library passes every contract, over the wire")
    func python() throws {
        let outcome = try Tool.run(
            "contracts", "run", "--client", "python3 \(Self.clients)/insights_client.py", environment: ["NO_COLOR": "1"]
        )
        #expect(outcome.exitCode == 0, "\(outcome.output.suffix(3000))\(outcome.errors)")
        #expect(outcome.output.contains(" 0 failed"))
        #expect(outcome.output.contains(" 0 skipped"))
    }

    struct Adapter: Sendable, CustomTestStringConvertible {
        let program: String
        let file: String
        var testDescription: String { program }
    }

    @Test(
        "The other adapters pass the contracts of some areas",
        arguments: [
            Adapter(program: "node", file: "insights-client.mjs"),
            Adapter(program: "java", file: "InsightsClient.java"),
        ])
    func others(_ adapter: Adapter) throws {
        guard Self.isThere(adapter.program) else {
            print("NOT CHECKED: \(adapter.file): there is no \(adapter.program) on this machine")
            try Test.cancel("there is no \(adapter.program) on this machine")
        }
        let outcome = try Tool.run(
            "contracts", "run", "--client", "\(adapter.program) \(Self.clients)/\(adapter.file)", "--area", "queries",
            "--area", "callbacks", "--area", "downloads", "--area", "requests", "--area", "token")
        #expect(outcome.exitCode == 0, "\(outcome.output.suffix(3000))\(outcome.errors)")
        #expect(outcome.output.contains(" 0 failed"))
    }

    @Test("Cases on v1.1 go to a client that names this version; another skips them, and the report says why")
    func versions() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let adapter = try String(contentsOfFile: Self.clients + "/insights_client.py", encoding: .utf8)
        let former = adapter.replacingOccurrences(of: #", "versions": VERSIONS"#, with: "")
        #expect(former != adapter)
        let reason = "the client does not offer v1.1: its response to 'hello' has no 'versions'"
        for (text, skipped) in [(adapter, []), (former, [reason, reason, reason])] {
            let file = folder.path("client.py")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try Tool.run(
                "contracts", "run", "queries/v11-record", "queries/create-echoes-text", "access/no-token", "--edition",
                "2026", "--client", "python3 \(file)", "--report", "json=-")
            #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            let checks = try #require(json["checks"] as? [[String: Any]])
            #expect(checks.compactMap { $0["reason"] as? String } == skipped)
            #expect(checks.count { ($0["id"] as? String ?? "").contains("v1.1") } == 3)
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let script: String
        let exitCode: Int32
        let words: String
        var testDescription: String { script }
    }

    /// Returns a client in shell: it reads lines and answers with what the script prints.
    private static func loop(_ hello: String, _ rest: String) -> String {
        "while read -r line; do case \"$line\" in *hello*) echo '\(hello)';; *) \(rest);; esac; done"
    }
    private static let hello = #"{"operations":["createQuery","deleteQuery"]}"#

    @Test(
        "A client that breaks the protocol gets an error",
        arguments: [
            Bad(script: "no-such-program", exitCode: 3, words: "exit code 127"),
            Bad(script: "true", exitCode: 3, words: "the client ended with exit code 0"),
            Bad(script: loop("x", ""), exitCode: 3, words: "the client's response is not JSON"),
            Bad(script: loop("{}", ""), exitCode: 3, words: "lacks 'operations'"),
            Bad(script: loop(#"{"operations":["fly"]}"#, ""), exitCode: 3, words: "the client offers \"fly\""),
            Bad(
                script: loop(#"{"operations":["request"],"versions":["v3"]}"#, ""), exitCode: 3,
                words: "the client offers the version \"v3\"; accepted are v1, v1.1"),
            Bad(
                script: loop(#"{"operations":["request"],"versions":"v1"}"#, ""), exitCode: 3,
                words: "the client's 'versions' are \"v1\", not an array of names"),
            Bad(script: loop(hello, "echo []"), exitCode: 1, words: "the client's response is an array, not an object"),
            Bad(script: loop(hello, "exit 9"), exitCode: 1, words: "the client ended with exit code 9"),
            Bad(script: loop(hello, "kill -9 $$"), exitCode: 1, words: "the client ended by signal 9"),
            Bad(script: loop(hello, "echo '{}'"), exitCode: 1, words: "lacks a 'status'"),
            Bad(script: loop(hello, #"echo '{"error":"not today"}'"#), exitCode: 1, words: "not today"),
            Bad(
                script: loop(hello, #"echo '{"unsupported":"no queries here"}'"#), exitCode: 5,
                words: "the client cannot do it: no queries here"),
            Bad(
                script: loop(#"{"operations":["getDatasets"]}"#, ""), exitCode: 5,
                words: "the client does not offer createQuery"),
        ])
    func bad(_ bad: Bad) throws {
        let outcome = try Tool.run(
            "contracts", "run", "queries/create-record",
            "--program", "cmp", "--client", bad.script)
        #expect(outcome.exitCode == bad.exitCode, "\(outcome.output)\(outcome.errors)")
        #expect((outcome.output + outcome.errors).contains(bad.words), "\(outcome.output)\(outcome.errors)")
    }

    @Test("No process of a client remains when the run ends")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let mark = folder.path("pid")
        let outcome = try Tool.run(
            "contracts", "run", "queries/create-record", "--program", "cmp", "--client",
            "echo $$ > \(mark); exec python3 \(Self.clients)/insights_client.py")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let number = try String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(number)"))
    }

    @Test("With --report-card the client's conduct is judged in the contracts that leave it to the client")
    func conduct() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let adapter = try String(contentsOfFile: Self.clients + "/insights_client.py", encoding: .utf8)
        let careless =
            adapter
            .replacingOccurrences(of: "self.kept_token is None", with: "True")
            .replacingOccurrences(
                of: #"send("GET", arguments["link"], {})"#,
                with: #"send("GET", arguments["link"], self.authorization())"#)
        for (name, text, failed) in [
            ("good", adapter, []), ("bad", careless, ["token-reused", "download-without-token"]),
        ] {
            let file = folder.path(name + ".py")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try Tool.run(
                "contracts", "run", "queries/create-record", "downloads/all-rows", "--report-card", "--client",
                "python3 \(file)", "--report", "json=-")
            #expect(outcome.exitCode == (failed.isEmpty ? 0 : 1), "\(outcome.errors)")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            let checks = try #require(json["checks"] as? [[String: Any]])
            let outcomes = checks.filter { ($0["id"] as? String ?? "").hasPrefix("report-card/") }
            #expect(outcomes.count == 5)
            let broken = outcomes.filter { $0["outcome"] as? String == "failed" }.compactMap { $0["id"] as? String }
            #expect(broken == failed.map { "report-card/" + $0 })
        }
        let alone = try Tool.run("contracts", "run", "--report-card")
        #expect(alone.exitCode == 2)
        #expect(alone.errors.hasPrefix("error: '--report-card' requires '--client'"))
    }
}
