import InsightsFixtures

@testable import InsightsSimulator

extension TenantRuntime {
    /// A tenant without a simulator around it.
    static func stage(
        _ tenant: Tenant, _ settings: Settings = Settings(), clock: SimulatorClock = .manual(TokenHarness.start)
    ) throws -> TenantRuntime {
        let services = ServiceFactory(store: try .standard(), seed: 7, origin: { _ in "http://sim.test" })
        return TenantRuntime(
            tenant: tenant, service: services.service(under: settings), seed: 7, clock: clock,
            office: CallbackDispatcher())
    }
}
