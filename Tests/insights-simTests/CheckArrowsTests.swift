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
        try check(
            files: [
                "Package.swift": "// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(\n"
                    + "    name: \"small\", targets: [\(targets)])\n",
                "docs/architecture.md": table, "Sources/Low/Low.swift": source,
            ])
    }

    /// Checks a package of these files.
    private func check(files: [String: String], arguments: [String] = []) throws -> Tool.Outcome {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for (name, text) in files {
            let file = URL(filePath: folder.path(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return try Tool.run(
            executable: "/usr/bin/env",
            ["bash", Tool.repository + "/scripts/check-arrows"] + arguments + [folder.path])
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

    /// What two folders of a module hold, and the names by which each uses the other, if both do.
    struct FolderCase: CustomTestStringConvertible {
        let testDescription: String
        var one = "struct One {}"
        var other = "struct Other {}"
        /// The folder of `one`; the other is in `B`.
        var folder = "A/"
        var pair: [String] = []
    }

    static let folderCases: [FolderCase] = [
        FolderCase(testDescription: "neither uses the other"),
        FolderCase(testDescription: "only one uses the other", one: "struct One { var other: Other }"),
        FolderCase(
            testDescription: "both use one another", one: "struct One {\n    var other: Other\n}",
            other: "extension One { enum Nested {} }\npublic final class Other {}",
            pair: ["A <-> B", "A names of B:", "Other (A/File.swift:2)", "B names of A:", "One (B/File.swift:1)"]),
        FolderCase(
            testDescription: "a file beside the folders belongs to the folder .", one: "typealias One = [Other]",
            other: "protocol Other { func one() -> One }", folder: "",
            pair: [". <-> B", ". names of B:", "Other (File.swift:1)", "B names of .:", "One (B/File.swift:1)"]),
        FolderCase(
            testDescription: "comments and strings do not count, interpolations do",
            one: "// Other\n/* Other */ let one = \"Other\", two = #\"\\(Other())\"#\nstruct One {}",
            other: "struct Other { let text = \"\\(One())\" }"),
        FolderCase(
            testDescription: "an interpolation is code", one: "struct One { let text = \"\\(Other())\" }",
            other: "struct Other { let text = #\"\\#(One())\"# }",
            pair: ["A <-> B", "A names of B:", "Other (A/File.swift:1)", "B names of A:", "One (B/File.swift:1)"]),
        FolderCase(
            testDescription: "members, private types and longer names are others",
            one: "struct One { let other = Some.Other(), more = OtherOne() }\nprivate struct Mine {}",
            other: "struct Other { let mine: Mine, one: One }"),
        FolderCase(
            testDescription: "a nested type of the folder hides the other's",
            one: "struct One { enum Other {}; let other: Other }", other: "struct Other { let one: One }"),
    ]

    @Test("Pairs of folders that use one another are found, and what causes them", arguments: folderCases)
    func folders(_ example: FolderCase) throws {
        let outcome = try check(
            files: [
                "Sources/Low/\(example.folder)File.swift": example.one, "Sources/Low/B/File.swift": example.other,
                "Sources/High/C/File.swift": "struct One { let other: Other }",
            ], arguments: ["--folders"])
        let lines = outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines == example.pair.enumerated().map { $0.offset == 0 ? "Low: \($0.element)" : $0.element })
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test("Three pairs of folders may use one another in all modules together, not four")
    func pairsOfFolders() throws {
        var files: [String: String] = [:]
        for (module, folders) in ["Low": ["A", "B", "C"], "High": ["A", "B"]] {
            for folder in folders {
                // Each folder names a type of every other.
                let uses = folders.filter { $0 != folder }.map { "In\($0).self" }.joined(separator: ", ")
                files["Sources/\(module)/\(folder)/File.swift"] = "struct In\(folder) { let all = [\(uses)] }"
            }
        }
        let refused = try check(files: files, arguments: ["--folders"])
        #expect(refused.exitCode == 1)
        #expect(
            refused.output.matches(of: #/^\w+: \w <-> \w$/#.anchorsMatchLineEndings()).map { String($0.output) }
                == ["High: A <-> B", "Low: A <-> B", "Low: A <-> C", "Low: B <-> C"])
        #expect(
            refused.errors
                == "4 pairs of folders use one another; at most 3 may: move a type, or merge the folders\n")
        files["Sources/High/B/File.swift"] = "struct InB {}"
        let passed = try check(files: files, arguments: ["--folders"])
        #expect(passed.exitCode == 0)
        #expect(passed.errors == "")
    }
}
