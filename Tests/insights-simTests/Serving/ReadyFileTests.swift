import Foundation
import Testing

@Suite("The ready file", .mayBlock)
struct ReadyFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func path(_ name: String) -> String { folder.path(name) }

    /// Runs a shell script with the tool as `$1`, in the folder.
    private func shell(_ script: String) throws -> Tool.Outcome {
        try Tool.run(executable: "/bin/sh", ["-c", script, "sh", Tool.path], folder: folder.path)
    }

    private func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

    @Test("Each signal that ends the server removes the file", arguments: [SIGHUP, SIGINT, SIGQUIT, SIGTERM])
    func signals(_ signal: Int32) throws {
        defer { folder.remove() }
        let tool = try RunningTool(["--ready-file", path("ready")])
        #expect(exists("ready"))
        #expect(tool.stop(signal) == 0)
        #expect(!exists("ready"))
    }

    @Test("A program under nohup outlives its terminal")
    func ignoredHangUp() throws {
        defer { folder.remove() }
        let tool = try RunningTool(executable: "/usr/bin/env", ["nohup", Tool.path, "serve", "--port", "0"])
        kill(tool.processID, SIGHUP)
        #expect(tool.stop() == 0)
    }

    @Test("The file of an earlier server goes first thing, even if the start fails later")
    func stale() throws {
        defer { folder.remove() }
        try "old".write(toFile: path("ready"), atomically: true, encoding: .utf8)
        #expect(try Tool.run("serve", "--ready-file", path("ready"), "--fixtures", "/nowhere").exitCode == 2)
        #expect(!exists("ready"))
    }

    @Test("A link leads to the file that is written and removed; the link stays")
    func links() throws {
        defer { folder.remove() }
        #expect(try shell("mkdir inner && ln -s second first && ln -s inner/real second").exitCode == 0)
        let tool = try RunningTool(["--ready-file", path("first")])
        #expect(try String(contentsOfFile: path("inner/real"), encoding: .utf8).contains(tool.url))
        #expect(tool.stop() == 0)
        #expect(!exists("inner/real"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("first")) == "second")
    }

    @Test("The file of another server stays")
    func replaced() throws {
        defer { folder.remove() }
        let (first, second) = (
            try RunningTool(["--ready-file", path("ready")]), try RunningTool(["--ready-file", path("ready")])
        )
        #expect(first.stop() == 0)
        #expect(try String(contentsOfFile: path("ready"), encoding: .utf8).contains(second.url))
        #expect(second.stop() == 0)
        #expect(!exists("ready"))
    }

    @Test("A FIFO gets the text when it is read, and stays; a server with an unread FIFO serves and ends")
    func fifo() throws {
        defer { folder.remove() }
        try #require(mkfifo(path("fifo"), 0o600) == 0)
        let unread = try RunningTool(["--ready-file", path("fifo")])
        #expect(unread.stop() == 0)
        let tool = try RunningTool(["--ready-file", path("fifo")])
        #expect(try shell("cat fifo").output.contains(tool.url))
        #expect(tool.stop() == 0)
        #expect(try shell("test -p fifo").exitCode == 0)
    }

    @Test(
        "Devices and descriptors are written into, and never removed",
        arguments: [("/dev/null", ""), ("/dev/stdout", "out"), ("/dev/fd/3", "three"), ("/proc/self/fd/3", "three")])
    func descriptors(_ place: String, _ file: String) throws {
        defer { folder.remove() }
        let outcome = try shell(
            """
            ("$1" serve --port 0 --ready-file \(place) --with-parent >out 3>three &
                until grep -q serves out; do sleep 0.01; done)
            test -e \(place == "/dev/null" ? place : file) && cat out three
            """)
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(outcome.output.contains("insights-sim serves http"))
        #expect(outcome.output.contains(#"{"url":"http"#) == !file.isEmpty)
    }

    @Test(
        "What cannot be a ready file is refused before the server starts",
        arguments: [
            (".", "Is a directory"), ("loop", "Too many levels of symbolic links"),
            ("nowhere/ready", "No such file or directory"), ("file/ready", "Not a directory"),
        ])
    func refused(_ name: String, _ reason: String) throws {
        defer { folder.remove() }
        #expect(try shell("ln -s loop loop && touch file").exitCode == 0)
        let outcome = try shell("\"$1\" serve --port 0 --ready-file \(name)")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors.hasPrefix("error: cannot write the ready file \(name): \(reason)\n"), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test("--with-parent ends the server, and removes its file, when its parent is killed")
    func parent() throws {
        defer { folder.remove() }
        try #require(mkfifo(path("alive"), 0o600) == 0)
        // The reader sees the end of the FIFO when the server, its only writer, has ended.
        let outcome = try shell(
            """
            sh -c '"$1" serve --port 0 --with-parent --ready-file ready >alive & until test -e ready; do sleep 0.01; done
                kill -KILL $$' sh "$1" &
            cat alive
            """)
        #expect(outcome.output.hasPrefix("insights-sim serves http"))
        #expect(!exists("ready"))
    }
}
