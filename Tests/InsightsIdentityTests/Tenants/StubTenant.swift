import InsightsAPI
import InsightsFixtures
import InsightsTime
import Synchronization

@testable import InsightsIdentity

/// A tenant without a simulator around it, whose clock stands still.
final class StubTenant: TenantContext {
    static let start = Timestamp("2024-03-01T10:00:00Z")!

    let tenant: Tenant
    let tokenSettings: TokenSettings
    let tokenLifetime = 3600
    let isDeleted = false
    private let state: Mutex<IdentityState>

    init(_ tenant: Tenant, _ settings: TokenSettings = TokenSettings()) {
        self.tenant = tenant
        tokenSettings = settings
        state = Mutex(IdentityState(seed: 7, tenantID: tenant.tenantID))
    }

    var now: Timestamp { Self.start }

    var machineTime: Timestamp { Self.start }

    var signingGeneration: Int { state.withLock { $0.signingGeneration } }

    func withIdentity<Result: Sendable>(_ body: (inout IdentityState, Timestamp) -> Result) -> Result {
        state.withLock { body(&$0, Self.start) }
    }
}

/// Some tenants; the first is the default.
struct StubDirectory: TenantLookup {
    let tenants: [StubTenant]

    var defaultContext: any TenantContext { tenants[0] }

    var allContexts: [any TenantContext] { tenants }

    func context(named name: String) -> (any TenantContext)? {
        tenants.first { [$0.tenant.tenantID, $0.tenant.domain].contains(name.lowercased()) }
    }
}
