import InsightsAPI
import InsightsFixtures
import InsightsIdentity
import InsightsTime

/// The tenants of the simulator as the token endpoint sees them.
extension TenantRuntime: TenantContext {
    var tokenSettings: TokenSettings { settings.token }

    var tokenLifetime: Int { settings.tokenLifetime.wholeSeconds }

    var machineTime: Timestamp { withState { state, _ in state.clock.machineTime } }

    // Without the lock: every request reads it, also one of a busy tenant.
    var signingGeneration: Int { published.signingGeneration }

    func withIdentity<Result: Sendable>(_ body: (inout IdentityState, Timestamp) -> Result) -> Result {
        withState { state, now in body(&state.identity, now) }
    }

    /// Returns the tenant that the token endpoint named; all of its tenants come from `TenantDirectory`.
    static func of(_ context: any TenantContext) -> TenantRuntime {
        guard let tenant = context as? TenantRuntime else { preconditionFailure("a tenant of another directory") }
        return tenant
    }
}

extension TenantDirectory: TenantLookup {
    var defaultContext: any TenantContext { standard }

    var allContexts: [any TenantContext] { all }

    func context(named name: String) -> (any TenantContext)? { sandbox(named: name) }
}
