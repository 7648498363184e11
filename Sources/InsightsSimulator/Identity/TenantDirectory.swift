import InsightsFixtures

/// The tenants a simulator knows, by identifier and by domain.
struct TenantDirectory: Sendable {
    /// The tenants in the file's order; the first is the default.
    let sandboxes: [Sandbox]
    private let byName: [String: Sandbox]

    init(_ sandboxes: [Sandbox]) {
        self.sandboxes = sandboxes
        var byName: [String: Sandbox] = [:]
        for sandbox in sandboxes {
            byName[sandbox.tenant.tenantID.lowercased()] = sandbox
            byName[sandbox.tenant.domain.lowercased()] = sandbox
        }
        self.byName = byName
    }

    /// The tenant of exactly that identifier, letter case ignored.
    func sandbox(withTenantID tenantID: String) -> Sandbox? {
        byName[tenantID.lowercased()].flatMap {
            $0.tenant.tenantID.lowercased() == tenantID.lowercased() ? $0 : nil
        }
    }

    /// The tenant an address names, by identifier or by domain.
    func sandbox(named name: String) -> Sandbox? {
        byName[name.lowercased()]
    }
}
