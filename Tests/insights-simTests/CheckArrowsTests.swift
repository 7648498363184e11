import Foundation
import Testing

@Suite(
    "scripts/check-arrows", .mayBlock, .enabled("there is no Swift: see NOT CHECKED") { ClientRuntime.swift.isReady })
struct CheckArrowsTests {
    private static let table = """
        | module | in one line | may import of ours | of the system |
        |---|---|---|---|
        | `Low` | the `lowest` | - | - |
        | `Side` | beside it | - | `CSide` |
        | `High` | all but one | all above but `Side` | - |
        | `tool` | a program | all | `CSide` |

        | another | table |
        """

    /// Checks a small package: its targets, the table of its page, and the text of a source file.
    private func check(_ targets: String, table: String = table, source: String = "") throws -> Tool.Outcome {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for name in ["docs", "Sources/Low"] {
            try FileManager.default.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: true)
        }
        for (name, text) in [
            (
                "Package.swift",
                "// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(\n"
                    + "    name: \"small\", targets: [\(targets)])\n"
            ),
            ("docs/architecture.md", table), ("Sources/Low/Low.swift", source),
        ] {
            try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        return try Tool.run(
            executable: "/usr/bin/env", ["bash", Tool.repository + "/scripts/check-arrows", folder.path])
    }

    private static let good = """
        .target(name: "Low"), .systemLibrary(name: "CSide"), .target(name: "Side", dependencies: ["CSide"]),
        .target(name: "High", dependencies: ["Low"]), .executableTarget(name: "tool", dependencies: ["High", "Side"]),
        .testTarget(name: "LowTests", dependencies: ["Side"]),
        """

    @Test("What the page's table allows passes, and so does a source file that only speaks of Foundation")
    func allowed() throws {
        let outcome = try check(
            Self.good, source: "import Glibc\n// import Foundation is not for us\nlet importFoundation = 1\n")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == "High -> Low\nSide -> CSide\ntool -> High\ntool -> Side\n")
    }

    @Test("An arrow that the table lacks is refused, also that of a program, and of a module that it lacks")
    func forbidden() throws {
        let outcome = try check(
            """
            .target(name: "Low", dependencies: ["High"]), .target(name: "Side"), .systemLibrary(name: "CLow"),
            .target(name: "High", dependencies: ["Side"]), .target(name: "New", dependencies: ["Low"]),
            .executableTarget(name: "tool", dependencies: ["CLow"]),
            """)
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.errors
                == "arrows that docs/architecture.md does not allow:\n"
                + "Low -> High\nHigh -> Side\nNew -> Low\ntool -> CLow\n")
    }

    @Test(
        "A table that cannot be read is refused with its line",
        arguments: [
            (
                table.replacing("all but one | all above but", with: "all but one | all except"), 5,
                "cannot read the cell"
            ),
            (table.replacing("| `Low` |", with: "| Low |"), 3, "cannot read the cell"),
            (table.replacing("| `Low` |", with: "| `Low`, `Lower` |"), 3, "expected one module in the first column"),
            (table.replacing(" | - | `CSide` |", with: " | - |"), 4, "expected four columns"),
            ("", 0, "no table of modules"),
        ])
    func unreadable(_ table: String, _ line: Int, _ reason: String) throws {
        let outcome = try check(Self.good, table: table)
        #expect(outcome.exitCode != 0)
        #expect(outcome.errors.hasPrefix("docs/architecture.md:\(line): \(reason)"), "\(outcome.errors)")
    }

    @Test("Foundation is found in a shipped module, however it is imported")
    func foundation() throws {
        let imports = [
            "import Foundation", "public import Foundation", "import struct Foundation.Data",
            "@preconcurrency import Foundation", "@_spi(Some) internal import FoundationEssentials",
            "    private import func Foundation.exit", "import Glibc; import Foundation",
        ]
        let outcome = try check(Self.good, source: imports.joined(separator: "\n"))
        #expect(outcome.exitCode == 1)
        for (index, line) in imports.enumerated() {
            #expect(outcome.output.contains("Sources/Low/Low.swift:\(index + 1):\(line)\n"))
        }
        #expect(outcome.errors.contains("Foundation is not for the shipped modules"))
    }
}
