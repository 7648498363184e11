package import InsightsAPI
package import InsightsFixtures
package import InsightsTime

/// A tenant as the token endpoint sees it: who belongs to it, its settings, its clock and its state.
///
/// The simulator's tenants conform; tests of this module need no simulator.
package protocol TenantContext: AnyObject, Sendable {
    /// The tenant with its applications and users.
    var tenant: Tenant { get }
    /// The settings of the token endpoint.
    var tokenSettings: TokenSettings { get }
    /// The lifetime of an access token in seconds.
    var tokenLifetime: Int { get }
    /// The present instant of the tenant's clock.
    var now: Timestamp { get }
    /// The present instant of the machine's clock, by which clients sign.
    var machineTime: Timestamp { get }
    /// Whether the tenant was deleted: its tokens are refused.
    var isDeleted: Bool { get }
    /// The generation of the key that signs.
    ///
    /// Every request reads it, which is why it does not go through `withIdentity`.
    var signingGeneration: Int { get }

    /// Reads or changes the identity state at the present instant.
    func withIdentity<Result: Sendable>(_ body: (inout IdentityState, Timestamp) -> Result) -> Result
}

extension TenantContext {
    /// Returns whether a generation's key is published, so that its tokens are valid: the newest and the one before.
    package func publishes(generation: Int) -> Bool {
        let newest = signingGeneration
        return generation == newest || generation == newest - 1
    }

    /// The generations of the published keys, the newest first.
    package var publishedGenerations: [Int] {
        let newest = signingGeneration
        return newest == 0 ? [0] : [newest, newest - 1]
    }
}

/// Finds tenants by the names that URLs and tokens contain.
package protocol TenantLookup: Sendable {
    /// The tenant of requests that name none.
    var defaultContext: any TenantContext { get }
    /// All tenants.
    var allContexts: [any TenantContext] { get }

    /// Returns the tenant with an identifier or a domain, letter case ignored; nil for none.
    func context(named name: String) -> (any TenantContext)?
}

extension TenantLookup {
    /// Returns the tenant with exactly that identifier, letter case ignored; nil for none.
    func context(withTenantID tenantID: String) -> (any TenantContext)? {
        context(named: tenantID).flatMap { $0.tenant.tenantID.lowercased() == tenantID.lowercased() ? $0 : nil }
    }
}
