import Foundation
import InsightsSQLite
import Testing

@Suite("state", .mayBlock)
struct StateCommandTests {
    /// Runs a body on a folder with a state file that has a query row.
    private static func withState(_ body: (TemporaryFolder) throws -> Void) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let store = try SQLiteStateStore(folder.path("team.db"))
        try store.setAbout(["seed": "7"])
        store.close()
        try body(folder)
    }

    @Test("A file is checked, exported, imported and compacted; the import has what was exported")
    func roundTrip() throws {
        try Self.withState { folder in
            let file = folder.path("team.db")
            let check = try Tool.run("state", "check", file)
            #expect(check.exitCode == 0)
            #expect(check.output.contains("no damage found"))
            let exported = folder.path("team.json")
            #expect(try Tool.run("state", "export", file, "--out", exported).exitCode == 0)
            let rights = try FileManager.default.attributesOfItem(atPath: exported)[.posixPermissions] as? Int
            #expect(rights == 0o600)
            let copy = folder.path("copy.db")
            #expect(try Tool.run("state", "import", copy, "--from", exported).exitCode == 0)
            #expect(try Tool.run("state", "export", copy).output == Tool.run("state", "export", file).output)
            #expect(try Tool.run("state", "compact", copy).exitCode == 0)
            // A file that exists is not replaced.
            let again = try Tool.run("state", "import", copy, "--from", exported)
            #expect(again.exitCode == 3)
            #expect(again.errors.contains("the file exists"))
        }
    }

    @Test(
        "What is wrong is one line, and nothing changes",
        arguments: [
            (["check", "none.db"], 2, "there is no such file"), (["check"], 2, "missing the state's FILE"),
            (["look", "team.db"], 2, "unknown command"), (["import", "new.db"], 2, "--from"),
            (["check", "text"], 2, "another kind of file"), (["import", "new.db", "--from", "text"], 2, "text"),
            (["check", "team.db", "--out", "x"], 2, "requires 'state export'"),
        ])
    func refusals(arguments: [String], code: Int, reason: String) throws {
        try Self.withState { folder in
            try Data("no state".utf8).write(to: URL(fileURLWithPath: folder.path("text")))
            let names = arguments.map { $0.hasSuffix(".db") || $0 == "text" ? folder.path($0) : $0 }
            let outcome = try Tool.run(executable: Tool.path, ["state"] + names)
            #expect(Int(outcome.exitCode) == code)
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.path("new.db")))
        }
    }

    @Test(
        "serve refuses a file that cannot be used, or was begun with something else",
        arguments: [
            (["--state", "text"], 2, "another kind of file"), (["--state", "none/team.db"], 3, "No such file"),
            (["--state", "begun.db", "--seed", "8"], 2, "--seed"),
            (["--state", "begun.db", "--set", "test-rows=7"], 2, "--edition and --set"),
            (["--state", "begun.db", "--clock", "2022-01-01T00:00:00Z"], 2, "--clock and --speed"),
        ])
    func serve(arguments: [String], code: Int, reason: String) throws {
        try Self.withState { folder in
            try Data("no state".utf8).write(to: URL(fileURLWithPath: folder.path("text")))
            let store = try SQLiteStateStore(folder.path("begun.db"))
            try store.setAbout(["seed": "7", "edition": "2021", "settings": "{}", "clock": "", "speed": ""])
            store.close()
            let names = arguments.map { $0.hasSuffix(".db") || $0 == "text" ? folder.path($0) : $0 }
            let outcome = try Tool.run(executable: Tool.path, ["serve", "--port", "0"] + names)
            #expect(Int(outcome.exitCode) == code)
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        }
    }
}
