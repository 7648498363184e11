import InsightsSimulator
import Testing

@Test("The first file of a report exists after its slot")
func reportIsDownloaded() async throws {
    let start = try #require(Timestamp("2021-01-06T05:38:34Z"))
    let simulator = try Simulator(clock: .manual(start))
    let client = simulator.client(for: .cmp)
}
