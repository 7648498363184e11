import InsightsAPI
import InsightsFixtures

/// Callers besides the default tenant's application and user: credentials of the others in the tenants file.
enum Callers {
    /// An application enrolled in cmp without the Manager role.
    static let developer = application(1)
    /// An application enrolled in nothing.
    static let stranger = application(2)
    /// A user with the Report viewer role.
    static let reportViewer = user(1)
    /// A user without an mpn role.
    static let nobody = user(2)
    /// The application of another tenant, with every right there.
    static let neighbour = application(0, tenant: 1)
    /// The user of another tenant, with every right there.
    static let neighbourUser = user(0, tenant: 1)

    private static func tenant(_ index: Int) -> Tenant {
        guard let store = try? FixtureStore.standard() else { preconditionFailure("no fixtures") }
        return store.tenants[index]
    }

    private static func application(_ index: Int, tenant number: Int = 0) -> Credentials {
        let tenant = tenant(number)
        let application = tenant.applications[index]
        return Credentials(
            tenantID: tenant.tenantID, clientID: application.clientID, clientSecret: application.secrets[0])
    }

    private static func user(_ index: Int, tenant number: Int = 0) -> Credentials {
        var credentials = application(0, tenant: number)
        let user = tenant(number).users[index]
        credentials.username = user.userPrincipalName
        credentials.password = user.password
        credentials.resource = "https://api.partnercenter.microsoft.com"
        return credentials
    }
}
