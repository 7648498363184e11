import InsightsFixtures
public import InsightsJSON

/// The data that a client needs to use a simulator: its URL, and the tenant's first application and user.
///
/// All of it is invented. The ready file and `/_sim/credentials` contain it.
public struct ConnectionInfo: Sendable {
    /// The base URL of the service and of the token endpoint.
    public let url: String
    /// The identifier of the tenant.
    public let tenantID: String
    /// The identifier of the application with full access; empty if the tenant has none.
    public let clientID: String
    /// The secret of the application.
    public let clientSecret: String
    /// The principal name of the user with full access; empty if the tenant has none.
    public let username: String
    /// The password of the user.
    public let password: String

    /// A refresh token of the user for the application, as of a sign-in with a second factor; empty without a user.
    public let refreshToken: String

    /// The resource for which the credentials ask for tokens.
    let resource: String

    init(_ runtime: TenantRuntime, baseURL: String) {
        let tenant = runtime.tenant
        url = baseURL
        resource = runtime.settings.usualResource
        tenantID = tenant.tenantID
        let application = tenant.applications.first
        clientID = application?.clientID ?? ""
        clientSecret = application?.secrets.first ?? ""
        username = tenant.users.first?.userPrincipalName ?? ""
        password = tenant.users.first?.password ?? ""
        refreshToken = clientID.isEmpty || username.isEmpty ? "" : runtime.firstRefreshToken
    }

    /// The members as read by scripts.
    public var json: JSONObject {
        [
            "url": .string(url), "admin": .string("\(url)/\(SimulatorEndpoints.administrationPrefix)"),
            "tenantId": .string(tenantID), "clientId": .string(clientID), "clientSecret": .string(clientSecret),
            "username": .string(username), "password": .string(password),
            "refreshToken": .string(refreshToken),
        ]
    }
}
