import InsightsAPI
import InsightsTime
import Testing

@testable import InsightsReports

@Suite("The outbox of callbacks")
struct CallbackOutboxTests {
    @Test("At most 1000 outcomes are kept and 1000 calls are due; further ones are dropped or recorded")
    func bounds() throws {
        var ledger = Ledger()
        for _ in 0..<40 { ledger.schedule(inHours: 4, every: 4, count: 26, callbackURL: "http://localhost/") }
        ledger.wait(hours: 4 * 26)
        // 1,040 have fallen due and none has been sent.
        #expect(ledger.state.callbacks.records.count == 40)
        #expect(
            ledger.state.callbacks.records.allSatisfy { $0.outcome == .refused("1000 callbacks wait already") })
        var count = 0
        while let delivery = ledger.state.callbacks.dequeueDue(at: ledger.now) {
            count += 1
            ledger.state.record(.answered(status: 200), of: delivery, at: ledger.now, settings: ledger.settings)
        }
        #expect(count == 1000)
        #expect(ledger.state.callbacks.records.count == 1040 - 250)
    }
}
