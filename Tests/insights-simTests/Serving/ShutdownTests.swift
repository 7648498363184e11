import Testing

@Suite("The end of serve", .mayBlock)
struct ShutdownTests {
    @Test("It ends within eight seconds, whatever clients and receivers do")
    func states() throws {
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            ["python3", "-B", Tool.repository + "/scripts/strain", "stop", "--binary", Tool.path])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        for state in ["a half head", "a half body", "a clock move", "a hanging callback", "a half handshake"] {
            #expect(outcome.output.contains("\(state): "), "\(outcome.output)")
        }
    }
}
