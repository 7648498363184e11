import Foundation
import Testing

@Suite("drift", .mayBlock)
struct DriftCommandTests {

    /// Records a digest of some contracts, applies a change to it, and returns its path.
    private func record(
        in folder: TemporaryFolder, _ change: (String) -> String = { $0 }
    ) throws -> String {
        let path = folder.path("live.json")
        let outcome = try Tool.run(
            executable: Tool.path, ["contracts", "run", "--area", "queries", "--record", path])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("wrote \(path)"))
        try change(try String(contentsOfFile: path, encoding: .utf8)).write(
            toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Writes a register without entries, since the simulator's own digest confirms none; returns its path.
    private func noDifferences(in folder: TemporaryFolder) throws -> String {
        let path = folder.path("none.json")
        try #"{"differences":[]}"#.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("A digest of the simulator itself shows no difference")
    func same() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try record(in: folder)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for word in ["sandbox-", "SELECT", "Orders", "eyJ"] { #expect(!text.contains(word), "\(word)") }
        let outcome = try Tool.run("drift", path, "--register", try noDifferences(in: folder))
        #expect(outcome.exitCode == 0, "\(outcome.output)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("0 error, 0 warning, 0 info, 0 known"))
    }

    @Test("A changed type is exit code 4, a new field is not")
    func changed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try record(in: folder) { text in
            text.replacingOccurrences(of: #""value/*/queryId""#, with: #""value/*/queryIdentifier""#)
        }
        let moved = try Tool.run("drift", path, "--register", try noDifferences(in: folder))
        #expect(moved.exitCode == 0, "\(moved.output)")
        #expect(moved.output.contains("body value/*/queryIdentifier: live has it, simulator lacks it"))
        #expect(moved.output.contains("warning: "))
        let broken = try record(in: folder) { text in
            text.replacingOccurrences(
                of: #"("totalCount": \{\s*"kinds": \[\s*)"number""#, with: #"$1"string""#, options: .regularExpression)
        }
        let outcome = try Tool.run("drift", broken, "--output", "json")
        #expect(outcome.exitCode == 4, "\(outcome.output)")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let findings = try #require(json["findings"] as? [[String: Any]])
        #expect(
            findings.contains { $0["severity"] as? String == "error" && $0["part"] as? String == "body totalCount" })
    }

    @Test("A difference of the register that no longer exists is exit code 4")
    func register() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = try record(in: folder)
        // The default is the register of the contracts.
        let outcome = try Tool.run("drift", path)
        #expect(outcome.exitCode == 4)
        #expect(outcome.output.contains("the known difference 'explained-refusals' has vanished"))
    }

    @Test(
        "Bad input is one clear line",
        arguments: [
            ([], 2, "the digest FILE"), (["/no/such/file"], 2, "cannot read /no/such/file"),
            ([Tool.repository + "/README.md"], 2, ":1:1: found no JSON"),
            ([Tool.repository + "/fixtures/tenants.json"], 2, "/tenants: found an unknown key"),
        ] as [([String], Int32, String)])
    func bad(_ arguments: [String], _ exitCode: Int32, _ words: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["drift"] + arguments)
        #expect(outcome.exitCode == exitCode)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}
