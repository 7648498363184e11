import Foundation
import Testing

@Suite("insights-sim-mutants", .mayBlock)
struct MutantsToolTests {
    private static let path = URL(fileURLWithPath: Tool.path).deletingLastPathComponent()
        .appendingPathComponent("insights-sim-mutants").path

    private func run(_ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(executable: Self.path, arguments)
    }

    @Test("Its help has every option, examples and exit codes")
    func help() throws {
        let outcome = try run("--help")
        #expect(outcome.exitCode == 0)
        for text in [
            "Usage: ", "--only MUTANT", "--survivors", "--write FILE", "--check FILE", "--table FILE",
            "--contracts DIR", "Examples:",
            "Exit codes:",
        ] { #expect(outcome.output.contains(text)) }
    }

    @Test(
        "A wrong command line is one clear line, a reference to the help, and exit code 2",
        arguments: [
            (["--onyl"], "unknown option '--onyl'; did you mean '--only'?"), (["x"], "unknown option 'x'"),
            (["--only"], "option '--only' needs a value"), (["--help=x"], "option '--help' takes no value"),
            (["--only", "a", "--only=b"], "option '--only' may be given only once"),
            (
                ["--write", "a", "--check", "b"],
                "'--only', '--survivors', '--write', '--check' and '--complete' exclude one another"
            ),
            (["--only", "a", "--table", "b"], "'--only' and '--table' exclude one another"),
            (["--contracts", "/no/such", "--only", "x"], ""),
        ])
    func refused(_ arguments: [String], _ message: String) throws {
        let outcome = try Tool.run(executable: Self.path, arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("error: " + message), "\(outcome.errors)")
        #expect(outcome.errors.contains("See 'insights-sim-mutants --help'.\n") == !message.isEmpty)
    }
}
