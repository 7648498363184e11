import Testing

@testable import insights_sim

@Suite("exec: what the guardian is told and tells")
struct GuardianTests {
    @Test(
        "A report is read as it was written",
        arguments: [
            .failed(2), .failed(0x7FFF_FFFF), .ended(.exited(0)), .ended(.exited(255)), .ended(.killed(9)),
        ] as [SupervisorMessage])
    func report(_ report: SupervisorMessage) {
        #expect(report.bytes.count == SupervisorMessage.length)
        #expect(SupervisorMessage(report.bytes) == report)
    }

    @Test(
        "Anything else is no report",
        arguments: [[], [0x78], [0x78, 0, 0, 0], [0x78, 0, 0, 0, 0, 0], [0x79, 0, 0, 0, 0]] as [[UInt8]])
    func noReport(_ bytes: [UInt8]) {
        #expect(SupervisorMessage(bytes) == nil)
    }

    @Test("A call is read as it was written, whatever the command's arguments are")
    func call() {
        let call = SupervisorArguments(
            control: 7, folder: RunDirectory(path: "/t/a b", descriptor: 8), group: 4711,
            command: ["sh", "", "--", "__guard", "\n"])
        #expect(SupervisorArguments(call.arguments) == call)
    }

    @Test(
        "Anything else is no call",
        arguments: [
            [], ["insights-sim"], ["insights-sim", "__guard"], ["insights-sim", "__guard", "7", "8", "/t", "1"],
            ["insights-sim", "__guard", "a", "8", "/t", "1", "sh"],
            ["insights-sim", "exec", "7", "8", "/t", "1", "sh"],
        ])
    func noCall(_ arguments: [String]) {
        #expect(SupervisorArguments(arguments) == nil)
    }
}
