import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import InsightsTime
import Synchronization
import Testing

@Suite("Idle sandboxes")
struct IdleExpiryTests {
    /// Real time that the test moves.
    private final class Hand: Sendable {
        private let value = Atomic<UInt64>(1_000_000_000)

        func move(seconds: Double) {
            value.wrappingAdd(UInt64(seconds * 1e9), ordering: .relaxed)
        }

        var clock: MonotonicClock { MonotonicClock { [self] in value.load(ordering: .relaxed) } }
    }

    private func simulator(_ hand: Hand, expiry: Int?) throws -> Simulator {
        var settings = Settings()
        settings.sandboxIdleExpiry = expiry.map { .seconds($0) }
        return Simulator(
            settings: settings, clock: .manual(SandboxHarness.start), seed: 7, fixtures: try .standard(),
            baseURL: "http://localhost", administrationKey: nil, realClock: hand.clock)
    }

    private func ask(_ sandbox: Sandbox, _ simulator: Simulator) -> Int {
        let credentials = sandbox.credentials(for: .cmp)
        return simulator.respond(
            to: HTTPRequest(
                .post, "/\(credentials.tenantID)/oauth2/token",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(credentials.form.utf8))
        ).status.code
    }

    @Test("A sandbox is deleted after it was unused for the time of the setting, and not before")
    func expiry() throws {
        let hand = Hand()
        let simulator = try simulator(hand, expiry: 60)
        let used = try simulator.makeSandbox()
        let unused = try simulator.makeSandbox()
        hand.move(seconds: 58.5)
        #expect(ask(used, simulator) == 200)
        #expect(simulator.madeSandboxes.count == 2)
        hand.move(seconds: 1.5)
        #expect(simulator.madeSandboxes.map(\.tenantID) == [used.tenantID])
        #expect(ask(unused, simulator) == 400)
        hand.move(seconds: 58.4)
        #expect(ask(used, simulator) == 200)
        hand.move(seconds: 60)
        #expect(ask(used, simulator) == 400)
    }

    @Test("Without the setting no sandbox is deleted, and tenants of the fixtures never are")
    func never() throws {
        let hand = Hand()
        let keeping = try simulator(hand, expiry: nil)
        let kept = try keeping.makeSandbox()
        let expiring = try simulator(hand, expiry: 1)
        hand.move(seconds: 1e6)
        #expect(ask(kept, keeping) == 200)
        #expect(ask(expiring.defaultSandbox, expiring) == 200)
    }
}
