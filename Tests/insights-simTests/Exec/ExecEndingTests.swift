import Foundation
import Testing

@Suite("exec: clean-up", .mayBlock)
struct ExecEndingTests {
    /// Prints the address of the simulator, and would then run for long, with a child process beside it.
    private static let client = """
        echo "$INSIGHTS_BASE_URL"; (sleep 3600; echo survived) & wait; echo survived
        """

    private func start(
        _ folder: TemporaryFolder, _ script: String = client, isolation: String = "auto"
    ) throws -> RunningTool {
        // The one who runs the tests may have SIGHUP ignored.
        try RunningTool(
            executable: "/usr/bin/env",
            [
                "--default-signal", Tool.path, "exec", "--isolate", isolation, "--clock", Self.instant, "--", "sh",
                "-c",
                script,
            ],
            environment: ["TMPDIR": folder.path])
    }

    /// The time of its simulator's clock, and of no other.
    private static let instant = "1999-12-31T23:59:59Z"

    /// That time in the headers of its responses, which tell everyone.
    private static let date = "Date: Fri, 31 Dec 1999 23:59:59 GMT"

    /// Asks the server at a URL for the time.
    private func clock(_ url: String) throws -> Tool.Outcome {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "-i", "--max-time", "300", url + "/_sim/clock"])
    }

    private func contents(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    @Test(
        "A signal is passed on; then no process, port or folder remains",
        arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)], ["auto", "variables"])
    func signals(_ ending: (signal: Int32, code: Int32), _ isolation: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try start(folder, isolation: isolation)
        #expect(try contents(folder).count == 1)
        // A namespace has ports that nothing outside reaches.
        let isOutside = isolation == "variables" || !Namespaces.areAvailable
        #expect(try clock(tool.url).output.contains(Self.date) == isOutside)
        #expect(tool.stop(ending.signal) == ending.code)
        // The output ends when the last process that has it has ended.
        #expect(tool.restOfOutput == "")
        #expect(try contents(folder) == [])
        // The port may be another's by now.
        let after = try clock(tool.url)
        #expect(after.exitCode == 7 || !after.output.contains(Self.date), "\(after)")
        #expect(tool.errorText.contains("insights-sim: 0 calls to the simulator; the command was killed by signal"))
    }

    @Test("The command may handle a signal itself")
    func handled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try start(folder, "trap 'echo bye; exit 9' TERM; echo ready; sleep 3600 & wait")
        #expect(tool.stop() == 9)
        #expect(tool.restOfOutput == "bye\n")
    }

    @Test("After SIGKILL, no process of the command and no folder remains")
    func killed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // A process in a separate session, its child, and the command itself.
        let script = """
            (setsid sh -c 'sleep 3600 & echo ready; wait; echo survived' &); sh -c 'sleep 3600; echo survived'; echo survived
            """
        let tool = try start(folder, script)
        #expect(try contents(folder).count == 1)
        _ = tool.stop(SIGKILL)
        // The output ends when the last process that has it has ended.
        #expect(tool.restOfOutput == "")
        #expect(try contents(folder) == [])
    }

    @Test("After SIGKILL of the whole process group, too")
    func groupKilled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // `exec` and the shell that starts it are a separate group.
        let tool = try RunningTool(
            executable: "/bin/sh",
            [
                "-c", "set -m; \"$0\" exec --quiet -- sh -c \"$1\" & wait", Tool.path,
                "ps -o pgid= -p $$ | tr -d ' '; setsid sleep 3600",
            ], environment: ["TMPDIR": folder.path])
        let group = try #require(Int32(tool.announcement))
        #expect(try contents(folder).count == 1)
        #expect(kill(-group, SIGKILL) == 0)
        #expect(tool.restOfOutput == "")
        #expect(try contents(folder) == [])
    }

    @Test("A killed supervisor takes the command along, and exec ends the rest")
    func supervisorKilled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = "setsid sleep 3600 & echo $PPID; wait; echo survived"
        let tool = try start(folder, script)
        let supervisor = try #require(Int32(tool.announcement))
        #expect(supervisor != tool.processID)
        #expect(kill(supervisor, SIGKILL) == 0)
        #expect(tool.restOfOutput == "")
        #expect(tool.waitForEnd() == 128 + SIGKILL)
        #expect(try contents(folder) == [])
    }

    @Test("The next run removes a folder of an ended process; a folder in use stays, and so do other folders")
    func abandonedFolder() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let abandoned = folder.path("insights-sim-exec-abcdef")
        for path in [abandoned + "/no-certificates", abandoned + "/azure/cache/more", folder.path("others")] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        for path in [abandoned + "/ca.pem", abandoned + "/azure/cache/token.json", folder.path("others") + "/kept"] {
            try "x".write(toFile: path, atomically: false, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(
            atPath: abandoned + "/azure/cache/link", withDestinationPath: folder.path("others"))
        let other = try start(folder)
        let names = try contents(folder)
        #expect(names.count == 2 && !names.contains("insights-sim-exec-abcdef"))
        #expect(try Tool.run("exec", "--quiet", "--", "true", environment: ["TMPDIR": folder.path]).exitCode == 0)
        #expect(try Set(contents(folder)) == Set(names))
        #expect(other.stop() == 143)
        #expect(try contents(folder) == ["others"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("others")) == ["kept"])
    }

    @Test("An orphan of the command does not become a zombie")
    func orphans() throws {
        let outcome = try Tool.run(
            "exec", "--quiet", "--timeout", "30", "--", "sh", "-c",
            """
            (sh -c 'exit 0' & ) ; (sh -c 'true' | cat > /dev/null &)
            python3 - "$PPID" <<'END'
            import os, sys, time
            guardian = sys.argv[1]
            def zombies():
                for name in filter(str.isdigit, os.listdir("/proc")):
                    try: fields = open(f"/proc/{name}/stat").read().rpartition(")")[2].split()
                    except OSError: continue
                    if fields[0] == "Z" and fields[1] == guardian: return True
            while zombies(): time.sleep(0.01)
            print("none")
            END
            """)
        #expect(outcome.output == "none\n", "\(outcome.errors)")
    }

    @Test("Processes that the command leaves running are ended with it")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // It ends only after the other has left it.
        let script = """
            mkfifo "$1"; (setsid sh -c 'echo away; echo > "$1"; trap "" TERM; sleep 3600; echo survived' sh "$1" &)
            read line < "$1"; exit 3
            """
        let tool = try RunningTool(
            executable: Tool.path, ["exec", "--quiet", "--", "sh", "-c", script, "sh", folder.path("gone")])
        #expect(tool.announcement == "away")
        #expect(tool.restOfOutput == "")
        #expect(tool.waitForEnd() == 3)
    }

    @Test("A command that takes too long is ended")
    func timeout() throws {
        let outcome = try Tool.run("exec", "--timeout", "1", "--", "sh", "-c", "sleep 3600; echo survived")
        #expect(outcome.exitCode == 124)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("the command was ended at its time limit\n"))
    }

    @Test("A missing folder for temporary files is one clear line and exit code 2")
    func noFolder() throws {
        let outcome = try Tool.run("exec", "--", "echo", "ran", environment: ["TMPDIR": "/nowhere"])
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("error: cannot keep temporary files in /nowhere: No such file or directory\n"))
    }
}
