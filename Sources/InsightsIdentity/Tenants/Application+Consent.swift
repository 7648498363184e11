import InsightsAPI
import InsightsFixtures

extension Application {
    /// Returns what the tenants file says about the consent for a resource; nil for nothing.
    func consent(for resource: String, in tenant: Tenant) -> ApplicationConsent.State? {
        consents.first { DirectoryResource.find($0.resource, in: tenant)?.identity == resource }?.state
    }

    /// Checks an address that names no tenant, which only an application of several may use.
    func checkTenantName(_ name: String) throws(TokenError) {
        guard isMultiTenant || !["common", "organizations"].contains(name.lowercased()) else {
            throw .singleTenant(clientID: clientID, name: displayName)
        }
    }
}
