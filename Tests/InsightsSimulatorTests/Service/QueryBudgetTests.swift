import InsightsAPI
import InsightsJSON
import InsightsSimulator
import Testing

/// A query that would cost too much ends with the documented answer, and one that just fits does not.
struct QueryBudgetTests {
    private static let query = "SELECT OrderStatus, CustomerCountry, OfferName FROM ISVOrder"

    private func settings(_ name: String, _ value: String) throws -> Settings {
        var settings = Settings()
        try settings.set("duplicate-rows", to: "implicit")
        try settings.set("test-rows", to: "10000")
        try settings.set(name, to: value)
        return settings
    }

    @Test("A test query with the maximum number of groups succeeds; one more group is refused")
    func groups() throws {
        let count = try ServiceHarness(settings: settings("query-groups", "off")).rows(Self.query).value.count
        #expect(count > 1)
        let allowed = try ServiceHarness(settings: settings("query-groups", "\(count)")).rows(Self.query)
        #expect(allowed.status == 200)
        #expect(allowed.value.count == count)
        let refused = try ServiceHarness(settings: settings("query-groups", "\(count - 1)")).rows(Self.query)
        #expect(refused.status == 500)
        #expect(refused.message == "Service unavailable")
        #expect(refused.value.isEmpty)
    }
}
