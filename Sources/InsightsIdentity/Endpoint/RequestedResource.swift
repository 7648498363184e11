import InsightsAPI
import InsightsFixtures

/// The resource of a token, with its permissions.
struct RequestedResource: Sendable {
    /// The resource as the caller named it.
    let resource: String
    /// The version of the access token.
    let tokenVersion: TokenVersion
    /// The token's `aud`: as named, or for v2 tokens the identifier of the resource application.
    let audience: String
    /// The name of the resource in error messages.
    let displayName: String
    /// A key that is the same for all names of the resource.
    let identity: String
    /// The token's `scp`, for user grants.
    var permissions: String
    /// Whether a requested permission has no consent.
    private(set) var lacksConsent = false
    private let source: DirectoryResource

    init(_ name: String, in tenant: Tenant) throws(TokenError) {
        guard let resource = DirectoryResource.find(name, in: tenant) else {
            throw .resourceNotFound(resource: name, tenant: tenant.displayName)
        }
        self.resource = name
        source = resource
        identity = resource.identity
        permissions = resource.permissions.joined(separator: " ")
        tokenVersion = resource.tokenVersion
        displayName = resource.appID ?? name
        audience = resource.tokenVersion == .v2 ? displayName : name
    }

    /// Restricts the permissions to the requested ones, in the spelling of the resource (token-endpoint section 10.5).
    mutating func narrow(to names: [String]) throws(TokenError) {
        var granted: [String] = []
        for name in names {
            func isAsked(_ permission: String) -> Bool { permission.lowercased() == name.lowercased() }
            if let permission = source.permissions.first(where: isAsked) {
                if !granted.contains(permission) { granted.append(permission) }
            } else if source.otherPermissions.contains(where: isAsked) {
                lacksConsent = true
            } else {
                throw .invalidScope("\(resource)/\(name)")
            }
        }
        permissions = granted.joined(separator: " ")
    }
}

/// The validation of the requested resource or scope.
extension TokenRequestValidation {
    mutating func resolveResource() throws(TokenError) {
        let resource = version == .v1 ? try namedResource() : try scopedResource()
        guard user?.state != .resourceNotRegistered else { throw .resourceNotRegistered }
        self.resource = resource
    }

    private func namedResource() throws(TokenError) -> RequestedResource {
        var resource = try RequestedResource(try resourceName(), in: context.tenant)
        if let refreshEntry,
            DirectoryResource.find(refreshEntry.resource, in: context.tenant)?.identity == resource.identity
        {
            resource.permissions = refreshEntry.permissions
        }
        return resource
    }

    private func resourceName() throws(TokenError) -> String {
        if let name = form.resource { return name }
        if let refreshEntry { return refreshEntry.resource }
        if let name = codeEntry?.resource ?? deviceEntry?.resource { return name }
        if let scope = codeEntry?.scope ?? deviceEntry?.scope, let first = try ScopeList(firstOf: scope).resource {
            return first
        }
        guard grant == .clientCredentials, settings.missingResource == .graph else {
            throw .missingParameter(.resource)
        }
        return DirectoryResource.azureADGraphID
    }

    private mutating func scopedResource() throws(TokenError) -> RequestedResource {
        guard let text = form.scope ?? codeEntry?.scope ?? deviceEntry?.scope else {
            guard form.resource == nil else { throw .resourceNotSupported }
            // The code of a v1 sign-in is for a resource.
            if let name = codeEntry?.resource ?? deviceEntry?.resource {
                return try RequestedResource(name, in: context.tenant)
            }
            guard let refreshEntry else { throw .missingField("scope") }
            var resource = try RequestedResource(refreshEntry.resource, in: context.tenant)
            resource.permissions = refreshEntry.permissions
            return resource
        }
        // An authorization request may name several resources; its token is for the first.
        let scopes =
            user == nil
            ? try ScopeList(application: text)
            : form.scope == nil ? try ScopeList(firstOf: text) : try ScopeList(user: text)
        if let named = form.resource {
            throw named == scopes.target ? .resourceNotSupported : .resourceContradictsScope
        }
        self.scopes = scopes
        // Renewal with only scopes such as `openid` keeps the resource.
        var resource = try RequestedResource(
            scopes.resource ?? refreshEntry?.resource ?? scopes.target, in: context.tenant)
        if !scopes.permissions.isEmpty {
            try resource.narrow(to: scopes.permissions)
        } else if isAboutIdentityOnly {
            resource.permissions = identityScopes.joined(separator: " ")
        }
        return resource
    }

    /// The identity scopes that a response shows.
    var identityScopes: [String] { (scopes?.identity ?? []).filter { $0 != "offline_access" } }

    /// Whether a user requested only identity scopes.
    var isAboutIdentityOnly: Bool { user != nil && refreshEntry == nil && scopes.map { $0.resource == nil } ?? false }
}
