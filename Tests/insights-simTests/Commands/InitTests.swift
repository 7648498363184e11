import Foundation
import Testing

@testable import insights_sim

@Suite("init", .mayBlock)
struct InitTests {
    private func run(_ script: String, in folder: String) throws -> Tool.Outcome {
        let path = URL(fileURLWithPath: Tool.path).deletingLastPathComponent().path
        return try Tool.run(
            executable: "/usr/bin/env", ["bash", "-c", "PATH=\(path):$PATH; \(script)"],
            environment: ["INSIGHTS_SIM": Tool.path, "PYTHONPATH": Tool.repository + "/packaging/python"],
            folder: folder)
    }

    @Test("A starter is written once, and nothing is overwritten", arguments: Starter.allCases)
    func writes(_ starter: Starter) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let target = folder.path("below/it")
        let first = try Tool.run("init", starter.rawValue, target)
        #expect(first.exitCode == 0, "\(first.errors)")
        let files = first.output.components(separatedBy: "\n").dropLast().map { $0.dropFirst("wrote ".count) }
        #expect(!files.isEmpty)
        for file in files { #expect(FileManager.default.fileExists(atPath: String(file))) }
        try FileManager.default.removeItem(atPath: String(files.last ?? ""))
        let second = try Tool.run("init", starter.rawValue, target)
        if files.count > 1 {
            #expect(second.exitCode == 2)
            #expect(second.errors.hasPrefix("error: init: found \(files[files.startIndex]); expected no such file"))
            // Not even the one that was missing.
            #expect(!FileManager.default.fileExists(atPath: String(files.last ?? "")))
        } else {
            #expect(second.exitCode == 0)
        }
    }

    @Test("What is committed is what the workflow reads: each folder that was written, and that of the archive")
    func committed() throws {
        let added = try #require(Starter.github.firstCommand.firstMatch(of: /git add ([^&]*) &&/)).1.split(
            separator: " ")
        let folder = try StarterFolder(.github)
        let written = Set(folder.files().compactMap { $0.split(separator: "/").first })
        #expect(Set(added) == written.union(["vendor"]))
        let workflow = try String(
            contentsOfFile: "\(Tool.repository)/packaging/starters/github/.github/workflows/insights.yml",
            encoding: .utf8)
        #expect(workflow.contains("tar -xzf vendor/insights-simulator-"))
    }

    /// A starter, what it needs, and how it runs; Swift has a separate build (`scripts/examples`).
    static let runs: [(starter: Starter, tool: String, command: String)] = [
        (.node, "node --test --version", "insights-sim exec --quiet -- node --test"),
        (.java, "java --version", "insights-sim exec --quiet -- java Orders.java"),
        (.github, "curl --version && jq --version", "insights-sim exec --strict --quiet -- sh tests/client.sh"),
        (
            .pytest, "python3 -c 'import pytest'",
            "python3 -B -m pytest -q -p no:cacheprovider -p insights_simulator.pytest_plugin"
        ),
    ]

    @Test("A starter runs", arguments: runs.map(\.starter))
    func works(_ starter: Starter) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let row = try #require(Self.runs.first { $0.starter == starter })
        guard try run(row.tool, in: folder.path).exitCode == 0 else {
            print("NOT CHECKED: the starter for \(starter.rawValue): \(row.tool) fails")
            return
        }
        #expect(try Tool.run("init", starter.rawValue, folder.path).exitCode == 0)
        let outcome = try run(row.command, in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "A mistake gets one clear line",
        arguments: [
            ("init", "error: missing kind: pytest, swift, node, java, github"),
            ("init cobol", "error: init: found 'cobol'; expected one of pytest, swift, node, java, github"),
            ("init node a b", "error: unexpected argument 'b'"),
            ("init node /proc/x", "error: cannot make the folder /proc/x: No such file or directory"),
            ("completions tcsh", "error: completions: found 'tcsh'; expected one of bash, zsh, fish"),
            ("man serv", "error: unknown command 'serv'; did you mean 'serve'?"),
            ("serve --log xml", "error: --log: found 'xml'; expected one of text, json"),
        ])
    func mistakes(_ arguments: String, _ message: String) throws {
        let outcome = try Tool.run(executable: Tool.path, arguments.components(separatedBy: " "))
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.components(separatedBy: "\n").first == message)
    }
}
