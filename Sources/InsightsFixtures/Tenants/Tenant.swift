/// An organisation with its applications, users and resources.
package struct Tenant: Sendable, Equatable {
    /// The tenant's identifier, a GUID.
    package let tenantID: String
    /// The organisation's name.
    package let displayName: String
    /// The organisation's domain, which token URLs may use instead of the identifier.
    package let domain: String
    /// The registered applications in the file's order; the first one of the first tenant is the default client.
    package let applications: [Application]
    /// The users in the file's order; the first one of the first tenant is the default user.
    package let users: [User]
    /// The organisation's registered resources, for which tokens are issued too.
    package var resources: [TenantResource] = []

    /// Creates a tenant without resources.
    package init(tenantID: String, displayName: String, domain: String, applications: [Application], users: [User]) {
        self.tenantID = tenantID
        self.displayName = displayName
        self.domain = domain
        self.applications = applications
        self.users = users
    }

    /// Returns the application with a client identifier, ignoring letter case; nil if it is unknown.
    package func application(withClientID clientID: String) -> Application? {
        applications.first { $0.clientID.lowercased() == clientID.lowercased() }
    }

    /// Returns the user with a principal name, ignoring letter case; nil if it is unknown.
    package func user(named userPrincipalName: String) -> User? {
        users.first { $0.userPrincipalName.lowercased() == userPrincipalName.lowercased() }
    }
}

/// A resource that an organisation registered.
package struct TenantResource: Sendable, Equatable {
    /// The application ID URI.
    package let identifier: String
    /// The resource application's client identifier, a GUID.
    package let appID: String
    /// The version of its access tokens: 1 or 2.
    package let tokenVersion: Int

    /// Creates a resource.
    package init(identifier: String, appID: String, tokenVersion: Int) {
        self.identifier = identifier
        self.appID = appID
        self.tokenVersion = tokenVersion
    }
}
