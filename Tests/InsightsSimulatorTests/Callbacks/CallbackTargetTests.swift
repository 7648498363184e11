import InsightsAPI
import InsightsHTTP
import Testing

@testable import InsightsSimulator

@Suite("Callbacks: permitted targets")
struct CallbackTargetTests {
    @Test(
        "Loopback is allowed in every spelling",
        arguments: [
            "http://localhost:1/", "http://LOCALHOST/", "http://127.0.0.1/", "http://127.255.3.4:80/",
            "http://[::1]:1/",
            "https://localhost/",
        ])
    func loopback(url: String) async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        _ = try await harness.makeReport(url)
        harness.advance(hours: 4)
        #expect(sender.received.count == 1)
    }

    @Test(
        "Every other host is refused and not called, and the record has the reason",
        arguments: [
            "http://example.com/", "http://10.0.0.1/", "http://0.0.0.0/", "http://localhost.example.com/",
            "http://127.0.0.1.example.com/", "http://2130706433/", "http://127.1/", "http://[::]/",
            "http://169.254.169.254/latest/",
        ])
    func others(url: String) async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        let id = try await harness.makeReport(url)
        harness.advance(hours: 4)
        #expect(sender.received.isEmpty)
        let record = try #require(harness.simulator.callbacks.first)
        #expect(record.delivery.reportID == id)
        guard case .refused(let reason) = record.outcome else {
            Issue.record("\(record.outcome)")
            return
        }
        #expect(reason.contains("is not this machine; the setting callback-targets allows other hosts by name"))
    }

    @Test("A named host is allowed, and no other, in any letter case")
    func named() async throws {
        let sender = RecordingSender()
        var settings = Settings()
        try settings.set("callback-targets", to: "hooks.example.com;10.0.0.7")
        let harness = try CallbackHarness(sender, settings)
        for url in [
            "http://Hooks.Example.com/a", "http://10.0.0.7:81/b", "http://example.com/c",
            "http://x.hooks.example.com/d",
        ] { _ = try await harness.makeReport(url) }
        harness.advance(hours: 4)
        #expect(sender.received.map(\.host) == ["hooks.example.com", "10.0.0.7"])
        #expect(harness.simulator.callbacks.count == 4)
    }

    @Test(
        "A callback to this machine is sent only if the client that gave its address is here",
        arguments: [
            ("127.0.0.1", nil, true), ("::1", nil, true), (nil, nil, true), ("192.0.2.7", nil, false),
            ("127.0.0.1", "Via", false), ("127.0.0.1", "X-Forwarded-For", false), ("127.0.0.1", "Forwarded", false),
        ])
    func fromElsewhere(_ address: String?, _ field: String?, _ isSent: Bool) async throws {
        try await expect(isSent: isSent, from: address, field, Settings())
    }

    @Test("The setting callback-targets opens this machine by name to clients elsewhere")
    func openedByName() async throws {
        var settings = Settings()
        try settings.set("callback-targets", to: "localhost")
        try await expect(isSent: true, from: "192.0.2.7", nil, settings)
    }

    private func expect(isSent: Bool, from address: String?, _ field: String?, _ settings: Settings) async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender, settings)
        let query = try await harness.client.createQuery(
            CreateQueryRequest(name: "Q", query: "SELECT SubscriptionId FROM DynamicsUsage"))
        let token = try await harness.client.renewToken().accessToken
        func send(
            _ method: HTTPMethod, _ path: String, _ body: String, from address: String?, _ field: String?
        ) -> String {
            var fields = [(name: "Authorization", value: "Bearer \(token)")]
            if let field { fields.append((name: field, value: "x")) }
            let request = HTTPRequest(
                method, "/insights/v1/mpn/\(path)", fields: HTTPFields(fields), body: Array(body.utf8),
                remoteAddress: address)
            return (try? harness.simulator.respond(to: request).bodyBytes()).map { String(decoding: $0, as: UTF8.self) }
                ?? ""
        }
        let start = harness.simulator.now.adding(hours: 4)
        func body(_ url: String?) -> String {
            let callback = url.map { ",\"CallbackUrl\":\"\($0)\"" } ?? ""
            return
                "{\"ReportName\":\"R\",\"QueryId\":\"\(query.queryID)\",\"StartTime\":\"\(start)\",\"RecurrenceInterval\":24,\"RecurrenceCount\":1\(callback)}"
        }
        let made = send(.post, "ScheduledReport", body("http://localhost:9000/a"), from: address, field)
        #expect(made.contains("localhost:9000"), "\(made)")
        // An update that keeps the address keeps who gave it; one that replaces it does not.
        let id = try #require(try await harness.client.reports().first).reportID
        _ = send(.put, "ScheduledReport/\(id)", body(nil), from: isSent ? "192.0.2.7" : "127.0.0.1", nil)
        harness.advance(hours: 4)
        #expect(sender.received.count == (isSent ? 1 : 0))
        guard !isSent else { return }
        guard case .refused(let reason) = harness.simulator.callbacks.first?.outcome else {
            Issue.record("\(harness.simulator.callbacks)")
            return
        }
        #expect(reason.contains("'localhost' is this machine, and the report's callback address came from another"))
    }

    @Test("A refused callback is not retried")
    func noRetry() async throws {
        var settings = Settings()
        settings.callbackAttempts = 3
        let harness = try CallbackHarness(RecordingSender(), settings)
        _ = try await harness.makeReport("http://example.com/")
        harness.advance(hours: 40)
        #expect(harness.simulator.callbacks.count == 1)
    }

    @Test("A name in front of the host does not hide another host")
    func user() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender)
        _ = try await harness.makeReport("http://localhost@example.com/")
        harness.advance(hours: 4)
        #expect(sender.received.isEmpty)
        guard case .refused(let reason) = harness.simulator.callbacks.first?.outcome else {
            Issue.record("it was sent")
            return
        }
        #expect(reason.contains("expected http(s)://host[:port]/path without credentials"))
    }

    @Test("Without a sender the record says so")
    func noSender() async throws {
        let harness = try CallbackHarness(nil)
        _ = try await harness.makeReport()
        harness.advance(hours: 4)
        guard case .refused(let reason) = harness.simulator.callbacks.first?.outcome else {
            Issue.record("it was sent")
            return
        }
        #expect(reason.contains("no way to send callbacks"))
    }
}
