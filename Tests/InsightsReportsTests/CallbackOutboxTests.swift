import InsightsAPI
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("The outbox of callbacks")
struct CallbackOutboxTests {
    @Test("At most 1000 outcomes are kept and 1000 calls are due; further ones are dropped or recorded")
    func bounds() throws {
        var harness = StateHarness()
        for _ in 0..<40 { harness.schedule(inHours: 4, every: 4, count: 26, callbackURL: "http://localhost/") }
        harness.wait(hours: 4 * 26)
        // 1,040 have fallen due and none has been sent.
        #expect(harness.state.callbacks.records.count == 40)
        #expect(
            harness.state.callbacks.records.allSatisfy { $0.outcome == .refused("1000 callbacks wait already") })
        var count = 0
        while let delivery = harness.state.callbacks.dequeueDue(at: harness.now) {
            count += 1
            harness.state.record(.responded(status: 200), of: delivery, at: harness.now, settings: harness.settings)
        }
        #expect(count == 1000)
        #expect(harness.state.callbacks.records.count == 1040 - 250)
    }
}
