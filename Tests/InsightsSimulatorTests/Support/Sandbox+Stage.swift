import InsightsFixtures

@testable import InsightsSimulator

extension Sandbox {
    /// A tenant without a simulator around it.
    static func stage(
        _ tenant: Tenant, _ settings: Settings = Settings(), clock: SimulatorClock = .manual(TokenHarness.start)
    ) throws -> Sandbox {
        let services = ServiceMaker(store: try .standard(), seed: 7, origin: { _ in "http://sim.test" })
        return Sandbox(
            tenant: tenant, service: services.service(under: settings), seed: 7, clock: clock, office: CallbackOffice())
    }
}
