import InsightsSimulator
import OrderReports
import Testing

@Suite("Daily reports of orders")
struct OrderReportsTests {
    /// A simulator whose clock moves only when a test moves it.
    private let simulator: Simulator
    private let reports: OrderReports

    init() throws {
        simulator = try Simulator(clock: .manual(try #require(Timestamp("2021-01-06T05:38:34Z"))), seed: 7)
        reports = OrderReports(client: simulator.client(for: .cmp))
    }

    @Test("There is no file before the first slot, and one once it has come")
    func firstFile() async throws {
        let report = try await reports.schedule(from: "2021-01-06T19:00:00Z")
        #expect(try await reports.newestFile(of: report) == nil)

        simulator.advance(by: ISODuration(seconds: 14 * 3600))
        let lines = try #require(try await reports.newestFile(of: report))
        #expect(lines.first == "OrderId,OrderPurchaseDate")
        #expect(lines.count > 1)
    }

    @Test("A month makes one execution a day", arguments: [1, 30])
    func manyDays(_ days: Int) async throws {
        let report = try await reports.schedule(from: "2021-01-06T19:00:00Z")
        simulator.advance(by: ISODuration(seconds: days * 24 * 3600))
        let completed = try await simulator.client(for: .cmp).executions(
            reportID: report, statuses: [.completed], latestOnly: false)
        #expect(completed.count == days)
    }

    @Test("Sandboxes of one simulator share nothing")
    func sandboxes() async throws {
        let one = try simulator.makeSandbox(), other = try simulator.makeSandbox()
        _ = try await OrderReports(client: one.client(for: .cmp)).schedule(from: "2021-01-07T00:00:00Z")
        #expect(try await one.client(for: .cmp).reports().count == 1)
        #expect(try await other.client(for: .cmp).reports().isEmpty)
    }

    @Test("Requests can be values, too: without a token the service refuses")
    func withoutToken() {
        let response = simulator.respond(to: HTTPRequest(.get, "/insights/v1/cmp/ScheduledDataset"))
        #expect(response.status == 401)
    }
}
