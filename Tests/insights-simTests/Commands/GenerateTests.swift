import Foundation
import Testing

@Suite("generate", .mayBlock)
struct GenerateTests {
    @Test("Without a terminal, one line names the written files, and nothing else is printed")
    func summary() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run("generate", "--dataset", "Profile", "--out", folder.path)
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors == "")
        #expect(
            outcome.output == "wrote 12 rows (0.0 MB) of 1 datasets, seed 1, scale 1, to \(folder.path)\n")
    }

    @Test("Scripts get the rows and bytes of every file that was written")
    func json() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run(
            "generate", "--seed", "18446744073709551615", "--scale", "2", "--out", folder.path, "--output", "json")
        #expect(outcome.exitCode == 0)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(object["seed"] as? UInt64 == .max)
        #expect(object["scale"] as? Int == 2)
        let files = try #require(object["files"] as? [[String: Any]])
        let written = try FileManager.default.subpathsOfDirectory(atPath: folder.path("")).filter {
            $0.hasSuffix(".csv")
        }
        #expect(files.compactMap { $0["path"] as? String }.sorted() == written.sorted())
        #expect(written.count == 34)
        for file in files {
            let path = try #require(file["path"] as? String)
            let text = try #require(FileManager.default.contents(atPath: folder.path(path)))
            #expect(file["bytes"] as? Int == text.count)
            #expect(file["rows"] as? Int ?? 0 > 0)
        }
        #expect(files.reduce(0) { $0 + ($1["rows"] as? Int ?? 0) } == object["rows"] as? Int)
        #expect(files.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == object["bytes"] as? Int)
    }

    @Test("The generated files can be served and queried")
    func isServed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        #expect(try Tool.run("generate", "--seed", "9", "--out", folder.path).exitCode == 0)
        let rows = try Tool.run(
            "query", "SELECT Country FROM Profile LIMIT 1", "--format", "csv", "--fixtures", folder.path)
        #expect(rows.output == "Country\r\nUnited States\r\n")
        let tool = try RunningTool(["--fixtures", folder.path])
        #expect(tool.stop() == 0)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let message: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            arguments: ["--out", "/nowhere"], message: "/nowhere: cannot be written: No such file or directory"),
        Mistake(arguments: ["--out", "/dev/null"], message: "/dev/null: cannot be written: not a folder"),
        Mistake(
            arguments: ["--out", ".", "--scale", "0"],
            message: "--scale: found '0'; expected a whole number, 1 to 10000"),
        Mistake(
            arguments: ["--out", ".", "--scale", "many"],
            message: "--scale: found 'many'; expected a whole number, 1 to 10000"),
        Mistake(
            arguments: ["--out", ".", "--dataset", "ISVOrders"],
            message: "--dataset: found 'ISVOrders'; expected the name of a dataset; "
                + "did you mean 'ISVOrder'?"),
        Mistake(
            arguments: ["--out", ".", "--output", "xml"],
            message: "--output: found 'xml'; expected one of text, json"),
    ]

    @Test("A mistake gets one clear line, and nothing is written", arguments: mistakes)
    func refusal(_ mistake: Mistake) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try Tool.run(
            executable: Tool.path, ["generate"] + mistake.arguments, folder: folder.path)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.components(separatedBy: "\n").first == "error: \(mistake.message)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("On a terminal a bar shows the progress, without colours if they are disabled")
    func progressBar() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // script gives the tool a terminal; both streams end up in its output.
        let command = "'\(Tool.path)' generate --scale 2 --dataset Profile --out '\(folder.path)'"
        for (noColor, isColored) in [("", true), ("1", false)] {
            let outcome = try Tool.run(
                executable: "/usr/bin/env", ["script", "-qec", command, "/dev/null"],
                environment: ["NO_COLOR": noColor])
            #expect(outcome.exitCode == 0)
            #expect(outcome.output.contains("50%  12 rows"))
            #expect(outcome.output.contains("\u{1B}[36m") == isColored)
            #expect(outcome.output.contains("wrote 12 rows"))
        }
    }
}
