import Foundation
import Testing

@Suite("Contracts through a client's program")
struct ContractClientTests {
    private static let clients = Tool.repository + "/contracts/clients"

    private static func isThere(_ program: String) -> Bool {
        (try? Tool.run(executable: "/usr/bin/env", ["sh", "-c", "command -v \(program)"]).exitCode) == 0
    }

    @Test("Python's standard library keeps every contract, over the wire")
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
        "The other adapters keep the contracts of some areas",
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

    struct Bad: Sendable, CustomTestStringConvertible {
        let script: String
        let exitCode: Int32
        let words: String
        var testDescription: String { script }
    }

    /// A client in shell: it reads lines and answers with what the script prints.
    private static func loop(_ hello: String, _ rest: String) -> String {
        "while read -r line; do case \"$line\" in *hello*) echo '\(hello)';; *) \(rest);; esac; done"
    }
    private static let hello = #"{"operations":["createQuery","deleteQuery"]}"#

    @Test(
        "A client that does not keep to the protocol is told so",
        arguments: [
            Bad(script: "no-such-program", exitCode: 3, words: "exit code 127"),
            Bad(script: "true", exitCode: 3, words: "the client ended with exit code 0"),
            Bad(script: loop("x", ""), exitCode: 3, words: "answered no JSON"),
            Bad(script: loop("{}", ""), exitCode: 3, words: "without 'operations'"),
            Bad(script: loop(#"{"operations":["fly"]}"#, ""), exitCode: 3, words: "the client offers \"fly\""),
            Bad(script: loop(hello, "echo []"), exitCode: 1, words: "answered an array, not an object"),
            Bad(script: loop(hello, "exit 9"), exitCode: 1, words: "the client ended with exit code 9"),
            Bad(script: loop(hello, "kill -9 $$"), exitCode: 1, words: "the client ended by signal 9"),
            Bad(script: loop(hello, "echo '{}'"), exitCode: 1, words: "without a 'status'"),
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

    @Test("Nothing of a client is left when the run ends")
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
}
