import InsightsFixtures
public import InsightsJSON

/// What a client needs to know to use a simulator: where it is, and who the tenant's first application and user are.
///
/// All of it is invented. It stands in the ready file and behind `/_sim/credentials`.
public struct ConnectionInfo: Sendable {
    /// The base address of the service and of the token endpoint.
    public let url: String
    /// The tenant.
    public let tenantID: String
    /// The application with every right.
    public let clientID: String
    /// Its secret.
    public let clientSecret: String
    /// The user with every right; empty if the tenant has none.
    public let username: String
    /// The user's password.
    public let password: String

    init(_ tenant: Tenant, baseURL: String) {
        url = baseURL
        tenantID = tenant.tenantID
        let application = tenant.applications.first
        clientID = application?.clientID ?? ""
        clientSecret = application?.secrets.first ?? ""
        username = tenant.users.first?.userPrincipalName ?? ""
        password = tenant.users.first?.password ?? ""
    }

    /// The members as scripts read them.
    public var json: JSONObject {
        [
            "url": .string(url), "admin": .string("\(url)/\(AdminRoute.pathPrefix)"),
            "tenantId": .string(tenantID), "clientId": .string(clientID), "clientSecret": .string(clientSecret),
            "username": .string(username), "password": .string(password),
        ]
    }
}
