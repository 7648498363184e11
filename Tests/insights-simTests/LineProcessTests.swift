import Foundation
import Testing

@testable import insights_sim

@Suite("Clients in other languages: how they end")
struct LineProcessTests {
    @Test("What the shell started ends with it, also where both would go on")
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
        // The end comes when the last process that has the other end is gone.
        #expect(read(reader, &byte, 1) == 0)
    }
}
