import Foundation
import Testing

@testable import insights_sim

@Suite("Manual pages and completions", .mayBlock)
struct ManualTests {
    private static func isInstalled(_ program: String) -> Bool {
        (try? Tool.run(executable: "/usr/bin/env", ["bash", "-c", "command -v \(program)"]))?.exitCode == 0
    }

    @Test("Every command has a page with its options, as man(1) reads it without a warning")
    func pages() throws {
        for specification in CommandList.specifications {
            let page = try Tool.run("man", specification.name)
            #expect(page.exitCode == 0)
            guard Self.isInstalled("man") else { continue }
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let file = folder.path("page.1")
            try page.output.write(toFile: file, atomically: true, encoding: .utf8)
            let read = try Tool.run(
                executable: "/usr/bin/env", ["man", "-l", "--warnings", "-E", "ascii", file],
                environment: ["MANWIDTH": "100"])
            #expect(read.errors == "", "\(specification.name)")
            for option in specification.options { #expect(read.output.contains("\n       \(option.name)")) }
        }
    }

    @Test("The texts of manual pages are taken literally")
    func literal() {
        let specification = CommandSpecification(
            name: "odd", summary: #".dot 'quote' back\slash ^ ~ `"#, options: [], examples: ["'.x"])
        let page = ManualPage.command(specification, version: "1")
        #expect(page.contains(#"\&.dot \(aqquote\(aq back\eslash \(ha \(ti \(ga"#))
        #expect(page.contains("\n\\(aq.x\n"))
    }

    @Test("A shell accepts its completions", arguments: ShellCompletion.allCases)
    func accepted(_ shell: ShellCompletion) throws {
        let script = try Tool.run("completions", shell.rawValue)
        #expect(script.exitCode == 0)
        for specification in CommandList.specifications { #expect(script.output.contains(specification.name)) }
        guard Self.isInstalled(shell.rawValue) else { return }
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try script.output.write(toFile: folder.path("script"), atomically: true, encoding: .utf8)
        let check = try Tool.run(executable: "/usr/bin/env", [shell.rawValue, "-n", folder.path("script")])
        #expect(check.exitCode == 0 && check.errors == "", "\(check.errors)")
    }

    @Test("Bash completes commands, options and values")
    func bash() throws {
        let cases: [([String], String)] = [
            (["con"], "contracts"), (["serve", "--ed"], "--edition"), (["exec", "--isolate", "n"], "namespace"),
            (["contracts", "ex"], "explain explore"), (["help", "dem"], "demo"), (["serve", "--seed", ""], ""),
        ]
        let script = try Tool.run("completions", "bash").output
        for (words, expected) in cases {
            let call = """
                \(script)
                COMP_WORDS=(insights-sim \(words.map { "'\($0)'" }.joined(separator: " "))) COMP_CWORD=\(words.count)
                _insights_sim
                printf '%s' "${COMPREPLY[*]}"
                """
            let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-c", call])
            #expect(outcome.output == expected, "\(words)")
        }
    }

    @Test("A page that a help text names is there")
    func namedPages() throws {
        var count = 0
        for specification in CommandList.specifications {
            let help = try Tool.run(specification.name, "--help").output
            for match in help.matches(of: #/\(([^ ()]+\.md)\)/#) {
                count += 1
                #expect(FileManager.default.fileExists(atPath: "\(Tool.repository)/\(match.1)"), "\(match.1)")
            }
        }
        #expect(count >= 4)
    }
}
