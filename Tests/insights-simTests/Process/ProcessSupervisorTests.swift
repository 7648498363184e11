import Testing

@testable import insights_sim

@Suite("exec: messages to and from the supervisor")
struct ProcessSupervisorTests {
    @Test(
        "A message reads back as written",
        arguments: [
            .failed(2), .failed(0x7FFF_FFFF), .ended(.exited(0)), .ended(.exited(255)), .ended(.killed(9)),
        ] as [SupervisorMessage])
    func report(_ report: SupervisorMessage) {
        #expect(report.bytes.count == SupervisorMessage.length)
        #expect(SupervisorMessage(report.bytes) == report)
    }

    @Test(
        "Other bytes are not a message",
        arguments: [[], [0x78], [0x78, 0, 0, 0], [0x78, 0, 0, 0, 0, 0], [0x79, 0, 0, 0, 0]] as [[UInt8]])
    func noReport(_ bytes: [UInt8]) {
        #expect(SupervisorMessage(bytes) == nil)
    }

    @Test(
        "Arguments read back as written, for any arguments of the command",
        arguments: [
            nil, NamespaceDescriptors(user: 9, mount: 10, network: 11), NamespaceDescriptors(mount: 10, network: 11),
        ])
    func call(_ namespaces: NamespaceDescriptors?) {
        let call = SupervisorArguments(
            control: 7, folder: RunDirectory(path: "/t/a b", descriptor: 8), group: 4711, namespaces: namespaces,
            command: ["sh", "", "--", "__guard", "\n"])
        #expect(SupervisorArguments(call.arguments) == call)
    }

    @Test(
        "The last arguments get their bytes back, as far as they read the same",
        arguments: [
            (["a", "\u{FFFD}"], [[0x62], [0xFF]], [[0x61], [0xFF]]), (["a"], [], [[0x61]]),
            (["\u{FFFD}", "a"], [[0xFF], [0x62]], [[0xEF, 0xBF, 0xBD], [0x61]]), ([], [[0xFF]], []),
            (["\u{FFFD}"], [[0x61], [0xFE]], [[0xFE]]), (["\u{FFFD}"], [[0xEF, 0xBF, 0xBD]], [[0xEF, 0xBF, 0xBD]]),
        ] as [([String], [[UInt8]], [[UInt8]])])
    func bytes(_ arguments: [String], _ original: [[UInt8]], _ restored: [[UInt8]]) {
        #expect(RawArguments.restoring(arguments, from: original) == restored)
    }

    @Test(
        "Other arguments are refused",
        arguments: [
            [], ["insights-sim"], ["insights-sim", "__guard"], ["insights-sim", "__guard", "7", "8", "/t", "1", "-"],
            ["insights-sim", "__guard", "a", "8", "/t", "1", "-", "sh"],
            ["insights-sim", "exec", "7", "8", "/t", "1", "-", "sh"],
            ["insights-sim", "__guard", "7", "8", "/t", "1", "1,2", "sh"],
            ["insights-sim", "__guard", "7", "8", "/t", "1", "1,2,x", "sh"],
        ])
    func noCall(_ arguments: [String]) {
        #expect(SupervisorArguments(arguments) == nil)
    }
}
