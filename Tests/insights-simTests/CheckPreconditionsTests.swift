import Foundation
import Testing

@Suite("scripts/check-preconditions", .mayBlock)
struct CheckPreconditionsTests {
    private func check(_ source: String, page: String) throws -> Tool.Outcome {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for (name, text) in [
            "Sources/Low/Low.swift": source, "docs/reference/preconditions.md": page,
        ] {
            let file = URL(filePath: folder.path(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return try Tool.run(
            executable: "/usr/bin/env",
            ["python3", "-B", Tool.repository + "/scripts/check-preconditions", folder.path])
    }

    @Test("The page lists every place of the shipped code that can end the process")
    func repository() throws {
        let outcome = try Tool.run(
            executable: "/usr/bin/env", ["python3", "-B", Tool.repository + "/scripts/check-preconditions"])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "A place without a row is found, and a row without its place",
        arguments: [
            ("precondition(a, \"text\")", "no row for Low/Low.swift: text"),
            ("let a = b!", "no row for Low/Low.swift: let a = b!"),
            ("let a = try! b()", "no row for Low/Low.swift: let a = try! b()"),
            ("preconditionFailure(\n    \"later\")", "no row for Low/Low.swift: later"),
            ("let a = parts[1]", "no row for the fixed positions in Low/Low.swift"),
            ("// parts[1] and b! and fatalError(\"\")\nlet a = \"parts[1]\" != b", ""),
        ])
    func missing(_ source: String, _ problem: String) throws {
        let outcome = try check(source, page: "## Fixed positions\n")
        #expect(outcome.exitCode == (problem.isEmpty ? 0 : 1))
        #expect(problem.isEmpty ? outcome.output.isEmpty : outcome.output.contains(problem), "\(outcome.output)")
        let row = "| `Low/Low.swift` | gone | why |\n"
        #expect(try check("", page: row).output.contains("a row for what is gone: Low/Low.swift: gone"))
    }
}
