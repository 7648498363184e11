import Foundation
import Glibc
import Testing

@testable import insights_sim

@Suite("What is not a file, where a file is expected", .mayBlock)
struct NotFileTests {
    /// Commands with `FILE` for the path.
    static let commands: [[String]] = [
        ["serve", "--port", "0", "--faults", "FILE"], ["serve", "--port", "0", "--clock", "script:FILE"],
        ["serve", "--port", "0", "--tls", "--cert", "FILE", "--key", "FILE"],
        ["clock", "--url", "https://127.0.0.1:9", "--ca", "FILE"], ["case", "replay", "FILE"],
        ["sandbox", "new", "--file", "FILE", "--url", "http://127.0.0.1:9"], ["drift", "FILE"],
    ]

    @Test("A FIFO, a device and a folder are refused at once with what they are", arguments: commands)
    func refused(_ command: [String]) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let fifo = folder.path("fifo")
        try #require(mkfifo(fifo, 0o600) == 0)
        for (path, kind) in [(fifo, "a FIFO"), ("/dev/zero", "a device"), (folder.path, "a folder")] {
            let outcome = try Tool.run(
                executable: Tool.path, command.map { $0.replacingOccurrences(of: "FILE", with: path) })
            #expect(outcome.exitCode != 0)
            #expect(outcome.errors.contains("found \(kind); expected a file"), "\(command): \(outcome.errors)")
        }
    }

    @Test(
        "In a folder of fixtures or contracts too",
        arguments: ["catalogue.json", "tenants.json", "system-queries.json", "cmp/ISVOrder.csv"])
    func fixtures(_ name: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let copy = folder.path("fixtures")
        try FileManager.default.copyItem(atPath: Tool.repository + "/fixtures", toPath: copy)
        try FileManager.default.removeItem(atPath: "\(copy)/\(name)")
        try #require(mkfifo("\(copy)/\(name)", 0o600) == 0)
        let outcome = try Tool.run("query", "SELECT OrderId FROM ISVOrder", "--fixtures", copy)
        #expect(outcome.exitCode != 0)
        #expect(outcome.errors.contains("found a FIFO; expected a file"), "\(outcome.errors)")
    }

    @Test("A FIFO among the contracts is refused")
    func contracts() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let copy = folder.path("contracts")
        try FileManager.default.createDirectory(atPath: copy + "/area", withIntermediateDirectories: true)
        try #require(mkfifo(copy + "/area/name.json", 0o600) == 0)
        let outcome = try Tool.run("contracts", "run", "--contracts", copy)
        #expect(outcome.exitCode != 0)
        #expect(outcome.errors.contains("found a FIFO; expected a file"), "\(outcome.errors)")
    }
}

@Suite("Files that are read whole")
struct InputFileTests {
    @Test("A file of the maximum size is read; one byte more is refused")
    func limit() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("file")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let limit = 64 * 1024 * 1024
        try #require(ftruncate(descriptor, limit) == 0)
        #expect(try FileIO.read(path).count == limit)
        try #require(ftruncate(descriptor, limit + 1) == 0)
        #expect(throws: UsageError.configuration("\(path) is larger than \(limit) bytes")) {
            try FileIO.read(path).count
        }
    }
}
