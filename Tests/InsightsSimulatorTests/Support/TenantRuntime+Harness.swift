import InsightsFixtures
import InsightsIdentity

@testable import InsightsSimulator

extension TenantRuntime {
    /// Creates a tenant without a simulator around it.
    static func harness(
        _ tenant: Tenant, _ settings: Settings = Settings(), clock: SimulatorClock = .manual(TokenHarness.start)
    ) throws -> TenantRuntime {
        let services = ServiceFactory(
            store: try .standard(), seed: 7, addresses: EndpointAddresses(advertised: AdvertisedURL("http://sim.test")))
        return TenantRuntime(
            tenant: tenant, service: services.service(under: settings), seed: 7, clock: clock,
            dispatcher: CallbackDispatcher())
    }
}
