import Foundation
import InsightsContracts
import Testing

@testable import insights_sim

@Suite("The limits of a client's program", .mayBlock)
struct LineProcessTests {
    @Test("The limits are those of docs/reference/limits.md")
    func defaults() {
        let limits = LineProcess.Limits()
        #expect(limits.startTimeout == 120_000)
        #expect(limits.timeout == 30_000)
        #expect(limits.longestLine == 64 * 1024 * 1024)
        #expect(limits.grace == 2000)
    }

    @Test(
        "The first response has a separate timeout, which includes the start of the program", arguments: [true, false])
    func timeout(isFirst: Bool) throws {
        var limits = LineProcess.Limits()
        if isFirst { limits.startTimeout = 50 } else { limits.timeout = 50 }
        var process = try LineProcess(
            isFirst ? "exec sleep 3600" : "read -r line; echo hello; exec sleep 3600", limits: limits)
        defer { process.end() }
        if !isFirst { #expect(try process.exchange("hello") == "hello") }
        #expect(throws: SubjectError("the client did not respond within 50 ms")) { try process.exchange("next") }
    }

    @Test(
        "A line of the maximum length is read; one byte more is refused, with or without its end",
        arguments: [true, false])
    func longestLine(isWhole: Bool) throws {
        var limits = LineProcess.Limits()
        limits.longestLine = 8
        let response = isWhole ? "echo" : "printf"
        var process = try LineProcess(
            "read -r line; echo 12345678; read -r line; \(response) 123456789; read -r line", limits: limits)
        defer { process.end() }
        #expect(try process.exchange("a") == "12345678")
        #expect(throws: SubjectError("the client's line is longer than 8 bytes")) { try process.exchange("b") }
    }

    @Test("A program that does not end with its input is killed")
    func grace() throws {
        var limits = LineProcess.Limits()
        limits.grace = 50
        var process = try LineProcess("echo $$; read -r line; exec sleep 300", limits: limits)
        let number = try #require(pid_t(try process.exchange("a")))
        process.end()
        // It has been waited for, or still is to be.
        var status: CInt = 0
        #expect(waitpid(number, &status, 0) == -1 || status & 127 == SIGKILL)
    }

    @Test(
        "What the program left in its own session, or without its environment, ends with it",
        arguments: ["setsid", "setsid env -i", "setsid setsid", "env -u INSIGHTS_SIM_CLIENT setsid"])
    func ownSession(_ command: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        var limits = LineProcess.Limits()
        limits.grace = 50
        var process = try LineProcess(
            "exec 3> '\(pipe)'; \(command) /bin/sleep 60 & read line; echo \"$line\"; wait", limits: limits)
        #expect(try process.exchange("hello") == "hello")
        process.end()
        _ = fcntl(reader, F_SETFL, 0)
        var byte: UInt8 = 0
        // The input ends when the last process that has the other end has ended.
        #expect(read(reader, &byte, 1) == 0)
    }

    @Test("Children of the shell end with it, also if both would continue")
    func wholeGroup() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        var process = try LineProcess(
            "exec 3> '\(pipe)'; (sleep 60; echo survived >&3) & read line; echo \"$line\"; wait")
        #expect(try process.exchange("hello") == "hello")
        process.end()
        _ = fcntl(reader, F_SETFL, 0)
        var byte: UInt8 = 0
        // The input ends when the last process that has the other end has ended.
        #expect(read(reader, &byte, 1) == 0)
    }
}
