import Foundation
import Testing

@Suite("serve at a Unix socket", .mayBlock)
struct UnixSocketTests {
    private func start(_ path: String, _ options: String...) throws -> RunningTool {
        try RunningTool(executable: Tool.path, ["serve", "--listen", "unix:\(path)"] + options)
    }

    private func refusal(_ path: String) throws -> String {
        let outcome = try Tool.run("serve", "--listen", "unix:\(path)")
        #expect(outcome.exitCode == 3, "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        return outcome.errors
    }

    private func get(_ path: String, _ route: String, _ arguments: String...) throws -> String {
        try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS", "--max-time", "300", "--unix-socket", path, "http://localhost" + route] + arguments
        ).output
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("It serves there, for owner and group, and removes the socket at its end")
    func serves() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("sim")
        let tool = try start(path, "--ready-file", folder.path("ready.json"))
        #expect(tool.announcement == "insights-sim serves unix:\(path)")
        #expect(try mode(path) == 0o660)
        #expect(try get(path, "/_sim/ready") == #"{"status":"ready"}"#)
        // A peer at the socket is on this machine; links begin with the host that it names.
        #expect(try get(path, "/_sim/credentials").contains(#""url":"http://localhost""#))
        #expect(try get(path, "/_sim/credentials", "-H", "X-Forwarded-For: 127.0.0.1").contains("error"))
        let ready = try #require(
            try JSONSerialization.jsonObject(
                with: try Data(contentsOf: URL(fileURLWithPath: folder.path("ready.json"))))
                as? [String: Any])
        #expect(ready["socket"] as? String == path)
        #expect(tool.stop() == 0)
        #expect(tool.errorText.contains("curl -s --unix-socket \(path) http://localhost/_sim/credentials"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("Its permissions can be set, and a proxy at it can be trusted")
    func options() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("sim")
        let tool = try start(path, "--socket-mode", "600", "--trusted-proxy", "unix:")
        #expect(try mode(path) == 0o600)
        let metadata = try get(
            path, "/common/.well-known/openid-configuration", "-H", "Forwarded: host=sim.corp.example;proto=https")
        #expect(metadata.contains("https://sim.corp.example/common/oauth2/token"), "\(metadata)")
        #expect(tool.stop() == 0)
    }

    @Test("A socket that a killed server left is replaced; one in use, a file and a folder are not")
    func taken() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("sim")
        let killed = try start(path)
        #expect(killed.stop(SIGKILL) != 0)
        #expect(FileManager.default.fileExists(atPath: path))
        let tool = try start(path)
        #expect(try refusal(path).contains("unix:\(path): found a socket at which another program listens; end it"))
        #expect(try get(path, "/_sim/ready") == #"{"status":"ready"}"#)
        // What another one has put in its place stays.
        try FileManager.default.removeItem(atPath: path)
        #expect(FileManager.default.createFile(atPath: path, contents: Data("mine".utf8)))
        #expect(tool.stop() == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        #expect(try refusal(path).contains("found a file or folder; expected a socket of an earlier server, or none"))
        #expect(try refusal(folder.path).contains("found a file or folder"))
        #expect(try refusal(folder.path("none/sim")).contains("No such file or directory"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test("A path of 107 bytes is taken, one of 108 is refused")
    func longest() throws {
        // Not in the folder for tests, whose own name may be longer.
        let folder = "/tmp/insights-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/" + String(repeating: "s", count: 106 - folder.utf8.count)
        #expect(path.utf8.count == 107)
        let tool = try start(path)
        #expect(try get(path, "/_sim/ready") == #"{"status":"ready"}"#)
        #expect(tool.stop() == 0)
        let outcome = try Tool.run("serve", "--listen", "unix:\(path)s")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("a path of at most 107 bytes"), "\(outcome.errors)")
    }
}
