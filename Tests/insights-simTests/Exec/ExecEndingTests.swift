import Foundation
import Testing

@Suite("exec: what is left behind", .mayBlock)
struct ExecEndingTests {
    /// Prints where the simulator is, and would go on for long after that, with a process of its own beside it.
    private static let client = """
        echo "$INSIGHTS_BASE_URL"; (sleep 3600; echo survived) & wait; echo survived
        """

    private func start(_ folder: TemporaryFolder, _ script: String = client) throws -> RunningTool {
        // The one who runs the tests may have SIGHUP ignored.
        try RunningTool(
            executable: "/usr/bin/env",
            ["--default-signal", Tool.path, "exec", "--clock", Self.instant, "--", "sh", "-c", script],
            environment: ["TMPDIR": folder.path])
    }

    /// What its simulator's clock shows, and no other's.
    private static let instant = "1999-12-31T23:59:59Z"

    /// Asks whoever serves there for the time.
    private func clock(_ url: String) throws -> Tool.Outcome {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "--max-time", "300", url + "/_sim/clock"])
    }

    private func contents(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    @Test(
        "A signal is passed on; then there is no process, no port and no folder",
        arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)])
    func signals(_ signal: Int32, _ code: Int32) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try start(folder)
        #expect(try contents(folder).count == 1)
        #expect(try clock(tool.url).output.contains(Self.instant))
        #expect(tool.stop(signal) == code)
        // The end of the output comes when the last process that has it is gone.
        #expect(tool.restOfOutput == "")
        #expect(try contents(folder) == [])
        // The port may be another's by now.
        let after = try clock(tool.url)
        #expect(after.exitCode == 7 || !after.output.contains(Self.instant), "\(after)")
        #expect(tool.errorText.contains("insights-sim: 0 calls to the simulator; the command was killed by signal"))
    }

    @Test("The command may see to a signal itself")
    func handled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try start(folder, "trap 'echo bye; exit 9' TERM; echo ready; sleep 3600 & wait")
        #expect(tool.stop() == 9)
        #expect(tool.restOfOutput == "bye\n")
    }

    @Test("Killed outright, it leaves no process of the command's and no folder")
    func killed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // A process in a session of its own, one below it, and the command itself.
        let script = """
            (setsid sh -c 'sleep 3600 & echo ready; wait; echo survived' &); sh -c 'sleep 3600; echo survived'; echo survived
            """
        let tool = try start(folder, script)
        #expect(try contents(folder).count == 1)
        _ = tool.stop(SIGKILL)
        // The end of the output comes when the last process that has it is gone.
        #expect(tool.restOfOutput == "")
        #expect(try contents(folder) == [])
    }

    @Test("Killed with its whole process group, too")
    func groupKilled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // `exec` and the shell that starts it are a group of their own.
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

    @Test("A guardian that is killed takes the command along, and exec ends the rest")
    func guardianKilled() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = "setsid sleep 3600 & echo $PPID; wait; echo survived"
        let tool = try start(folder, script)
        let guardian = try #require(Int32(tool.announcement))
        #expect(guardian != tool.processID)
        #expect(kill(guardian, SIGKILL) == 0)
        #expect(tool.restOfOutput == "")
        #expect(tool.waitForEnd() == 128 + SIGKILL)
        #expect(try contents(folder) == [])
    }

    @Test("A folder that nobody has is removed by the next run; one in use stays, and what is no such folder")
    func abandonedFolder() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let abandoned = folder.path("insights-sim-exec-abcdef")
        for path in [abandoned + "/no-certificates", folder.path("others")] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try "x".write(toFile: abandoned + "/ca.pem", atomically: false, encoding: .utf8)
        let other = try start(folder)
        let names = try contents(folder)
        #expect(names.count == 2 && !names.contains("insights-sim-exec-abcdef"))
        #expect(try Tool.run("exec", "--quiet", "--", "true", environment: ["TMPDIR": folder.path]).exitCode == 0)
        #expect(try Set(contents(folder)) == Set(names))
        #expect(other.stop() == 143)
        #expect(try contents(folder) == ["others"])
    }

    @Test("What the command left alone is no zombie")
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

    @Test("What the command leaves running is ended with it")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // It ends only once the other has gone away from it.
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
        #expect(outcome.errors.contains("the command was ended because its time was over\n"))
    }

    @Test("A folder for temporary files that is none is one clear line and exit code 2")
    func noFolder() throws {
        let outcome = try Tool.run("exec", "--", "echo", "ran", environment: ["TMPDIR": "/nowhere"])
        #expect(outcome.exitCode == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("error: cannot keep temporary files in /nowhere: No such file or directory\n"))
    }
}
