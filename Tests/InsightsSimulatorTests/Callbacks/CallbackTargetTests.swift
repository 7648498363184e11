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
