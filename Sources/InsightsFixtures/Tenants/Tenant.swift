/// An organisation: its applications, its people, and where they belong.
public struct Tenant: Sendable, Equatable {
    /// The tenant's identifier, a GUID.
    public let tenantID: String
    /// The organisation's name.
    public let displayName: String
    /// The organisation's domain, which token addresses may name instead of the identifier.
    public let domain: String
    /// The registered applications in the file's order; the first one of the first tenant is the default client.
    public let applications: [Application]
    /// The people in the file's order; the first one of the first tenant is the default user.
    public let users: [User]

    /// Creates a tenant.
    public init(tenantID: String, displayName: String, domain: String, applications: [Application], users: [User]) {
        self.tenantID = tenantID
        self.displayName = displayName
        self.domain = domain
        self.applications = applications
        self.users = users
    }

    /// The application with that client identifier in any letter case, or nil.
    public func application(withClientID clientID: String) -> Application? {
        applications.first { $0.clientID.lowercased() == clientID.lowercased() }
    }

    /// The user with that principal name in any letter case, or nil.
    public func user(named userPrincipalName: String) -> User? {
        users.first { $0.userPrincipalName.lowercased() == userPrincipalName.lowercased() }
    }
}
