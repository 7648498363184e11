import Foundation
import Testing

@Suite("The command line", .mayBlock)
struct CommandLineTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: String
        let message: String
        var exitCode: Int32 = 2
        var testDescription: String { arguments }
    }

    static let mistakes: [Mistake] = [
        Mistake(arguments: "serv", message: "error: unknown command 'serv'; did you mean 'serve'?"),
        Mistake(arguments: "frobnicate", message: "error: unknown command 'frobnicate'"),
        Mistake(arguments: "serve --prot 1", message: "error: unknown option '--prot'; did you mean '--port'?"),
        Mistake(arguments: "serve --port", message: "error: option '--port' needs a value: --port PORT"),
        Mistake(
            arguments: "serve --port 65536",
            message: "error: --port: found '65536'; expected a whole number, 0 to 65535"),
        Mistake(
            arguments: "serve --port -1",
            message: "error: --port: found '-1'; expected a whole number, 0 to 65535"),
        Mistake(arguments: "serve --port 0 --port 0", message: "error: option '--port' may be given only once"),
        Mistake(arguments: "serve extra", message: "error: unexpected argument 'extra'"),
        Mistake(
            arguments: "serve --edition 2022",
            message: "error: --edition: found '2022'; expected one of 2021, 2023, 2026"),
        Mistake(
            arguments: "serve --clock yesterday",
            message: "error: --clock: found 'yesterday'; expected a UTC time such as "
                + "2021-01-06T05:38:34Z, from 1970-01-01T00:00:00Z to 2199-12-31T23:59:59Z"),
        Mistake(
            arguments: "serve --seed -3",
            message: "error: --seed: found '-3'; expected a whole number, 0 to "
                + "18446744073709551615"),
        Mistake(
            arguments: "serve --set test-row=3",
            message: "error: --set: unknown setting 'test-row'; did you mean 'test-rows'?"),
        Mistake(
            arguments: "serve --set test-rows=0",
            message: "error: --set: setting test-rows: found '0'; expected 1 to 10000"),
        Mistake(
            arguments: "serve --set test-rows",
            message: "error: --set: found 'test-rows'; expected NAME=VALUE; see --help-settings"),
        Mistake(arguments: "exec", message: "error: missing the COMMAND after '--'"),
        Mistake(arguments: "exec --", message: "error: missing the COMMAND after '--'"),
        Mistake(
            arguments: "exec true",
            message: "error: unexpected argument 'true'; put the command after '--', as in '-- true'"),
        Mistake(arguments: "exec --qiet -- true", message: "error: unknown option '--qiet'; did you mean '--quiet'?"),
        Mistake(
            arguments: "exec --timeout 0 -- true",
            message: "error: --timeout: found '0'; expected a whole number, 1 to 604800"),
        Mistake(
            arguments: "exec --proxy-allow a/b -- true",
            message:
                "error: --proxy-allow: found 'a/b'; expected a host name with or without a port"
        ),
        Mistake(
            arguments: "exec --junit /nowhere/report.xml -- true",
            message: "error: cannot write /nowhere/report.xml: No such file or directory"),
        Mistake(
            arguments: "exec --faults /nowhere/faults.json -- true",
            message: "error: cannot read /nowhere/faults.json: No such file or directory"),
        Mistake(arguments: "serve --help-settings=yes", message: "error: option '--help-settings' takes no value"),
        Mistake(arguments: "query", message: "error: missing the query \"SELECT ...\""),
        Mistake(arguments: "generate", message: "error: missing option '--out DIR'"),
        Mistake(
            arguments: "version --output yaml",
            message: "error: --output: found 'yaml'; expected one of text, json"),
    ]

    @Test("A mistake gets one clear line, the right form, and exit code 2", arguments: mistakes)
    func refusal(_ mistake: Mistake) throws {
        let arguments = mistake.arguments.components(separatedBy: " ")
        let outcome = try Tool.run(executable: Tool.path, arguments)
        #expect(outcome.exitCode == mistake.exitCode)
        #expect(outcome.errors.components(separatedBy: "\n").first == mistake.message)
        #expect(outcome.output == "")
    }

    @Test(
        "Help of every command names its options, examples and exit codes",
        arguments: [
            "serve", "demo", "query", "exec", "generate", "version",
        ])
    func help(_ command: String) throws {
        for arguments in [[command, "--help"], [command, "-h"], ["help", command]] {
            let outcome = try Tool.run(executable: Tool.path, arguments)
            #expect(outcome.exitCode == 0)
            #expect(outcome.errors == "")
            #expect(outcome.output.hasPrefix("insights-sim \(command): "))
            for section in ["Usage: insights-sim \(command)", "Options:", "Examples:", "Exit codes:"] {
                #expect(outcome.output.contains(section))
            }
        }
    }

    @Test("Help without a command lists the commands; a call without arguments is a mistake")
    func overview() throws {
        let help = try Tool.run("--help")
        #expect(help.exitCode == 0)
        for command in ["serve", "demo", "query", "exec", "generate", "version"] {
            #expect(help.output.contains("\n  \(command) "))
        }
        let nothing = try Tool.run()
        #expect(nothing.exitCode == 2)
        #expect(nothing.errors == help.output)
    }

    @Test("The version is printed as text and as JSON")
    func version() throws {
        let text = try Tool.run("version").output
        #expect(try Tool.run("--version").output == text)
        let json = try Tool.run("version", "--output", "json").output
        #expect("insights-sim " + json.dropFirst(#"{"version":""#.count).dropLast(3) + "\n" == text)
    }

    @Test("A former name of a setting still works, and the list shows it beside the current one")
    func formerSettingName() throws {
        let outcome = try Tool.run("serve", "--set", "link-expiry=7", "--help-settings")
        #expect(outcome.exitCode == 0)
        let lines = outcome.output.components(separatedBy: "\n")
        #expect(
            lines.contains { line in
                line.hasPrefix("link-expiry-hours ") && line.contains(" 7 ") && line.contains("(formerly link-expiry)")
            }, "\(outcome.output)")
    }

    @Test("Every setting is listed with its value, and --set shows in the list")
    func settings() throws {
        let outcome = try Tool.run("serve", "--set", "test-rows=7", "--help-settings")
        #expect(outcome.exitCode == 0)
        let lines = outcome.output.components(separatedBy: "\n").dropLast()
        #expect(lines.first?.hasPrefix("setting ") == true)
        #expect(lines.contains { $0.hasPrefix("test-rows ") && $0.contains(" 7 ") && $0.contains(" C2 ") })
        #expect(lines.count > 24)
    }
}
