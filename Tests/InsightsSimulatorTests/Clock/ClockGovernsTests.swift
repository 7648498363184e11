import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

/// One clock over everything: what it governs, one row each, a second before and at the instant that counts.
@Suite("Clock: effects")
struct ClockGovernsTests {
    /// Something that changes at an instant of the clock.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        /// Seconds until it changes.
        let seconds: Int
        let prepare: @Sendable (ServiceHarness) throws -> String
        /// Returns the observation after the preparation.
        let look: @Sendable (ServiceHarness, String) throws -> String
        let before: String
        let after: String
        var testDescription: String { name }
    }

    private static let hour = 3600

    static let rows = [
        Row(
            name: "tokens", seconds: hour, prepare: { try $0.bearer() },
            look: { service, token in
                let fields = HTTPFields([("Authorization", "Bearer \(token)")])
                let request = HTTPRequest(.get, "/insights/v1/cmp/ScheduledDataset", fields: fields)
                return String(service.simulator.respond(to: request).status.code)
            }, before: "200", after: "401"),
        Row(
            name: "schedules", seconds: 24 * hour, prepare: { try $0.makeReport() },
            look: { try $0.statuses($1).joined(separator: " ") }, before: "Pending", after: "Pending Running"),
        Row(
            name: "executions", seconds: 24 * hour + 90, prepare: { try $0.makeReport() },
            look: { try $0.statuses($1).joined(separator: " ") }, before: "Pending Running",
            after: "Pending Completed"),
        Row(
            name: "links", seconds: 2 * hour, prepare: { try $0.completedLink() },
            look: { service, link in String(service.fetch(link).status.code) }, before: "200", after: "403"),
        Row(
            name: "quota of ExecuteNow", seconds: hour,
            prepare: { service in
                let query = try service.makeQuery()
                for _ in 0..<5 { _ = try service.makeReport(queryID: query, ["ExecuteNow": "true"]) }
                return query
            },
            look: { service, query in
                let body = service.reportBody(queryID: query, ["ExecuteNow": "true"])
                return String(try service.post("ScheduledReport", body).status)
            }, before: "400", after: "200"),
        Row(
            // The run was 90 seconds ago, so its slot is that much older.
            name: "history", seconds: 90 * 24 * hour + 1 - 90, prepare: { try $0.completedReport() },
            look: { service, id in String(try service.get("ScheduledReport/execution/\(id)").status) },
            before: "200", after: "404"),
        Row(
            name: "Date", seconds: 20, prepare: { _ in "" },
            look: { service, _ in try service.get("ScheduledDataset").fields["Date"] ?? "" },
            before: "Wed, 06 Jan 2021 05:38:53 GMT", after: "Wed, 06 Jan 2021 05:38:54 GMT"),
    ]

    @Test("The change happens at that instant and not a second before", arguments: rows)
    func row(_ row: Row) throws {
        var settings = Settings()
        settings.runDuration = .seconds(90)
        settings.linkExpiry = row.name == "links" ? .seconds(2 * 3600) : nil
        let service = try ServiceHarness(settings: settings)
        let prepared = try row.prepare(service)
        let start = service.simulator.now
        _ = service.simulator.advance(to: start.adding(seconds: row.seconds - 1))
        #expect(try row.look(service, prepared) == row.before)
        _ = service.simulator.advance(to: start.adding(seconds: row.seconds))
        #expect(try row.look(service, prepared) == row.after)
    }

    @Test("A report's record shows the clock's instants")
    func records() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        #expect(try service.report(id)["createdTime"] == .string("2021-01-06T05:38:34Z"))
        service.wait(hours: 1)
        _ = try service.put("ScheduledReport/pause/\(id)")
        #expect(try service.report(id)["modifiedTime"] == .string("2021-01-06T06:38:34Z"))
    }

    @Test("Each tenant has a separate clock")
    func perTenant() throws {
        let service = try ServiceHarness()
        let neighbour = Callers.neighbour.tenantID
        _ = service.simulator.post("/_sim/clock?tenant=\(neighbour)", #"{"advance":"P1D"}"#)
        #expect(service.simulator.now == ServiceHarness.start)
        let there = service.simulator.get("/_sim/clock?tenant=\(neighbour)")
        #expect(there.json["now"] == .string("2021-01-07T05:38:34Z"))
    }
}

extension ServiceHarness {
    /// Makes a report that runs once, at once, and waits until it is completed.
    fileprivate func completedReport() throws -> String {
        let id = try makeReport(queryID: nil, ["ExecuteNow": "true"])
        _ = try statuses(id)
        wait(hours: 0, seconds: 90)
        return id
    }

    fileprivate func completedLink() throws -> String {
        try link(try completedReport())
    }
}
