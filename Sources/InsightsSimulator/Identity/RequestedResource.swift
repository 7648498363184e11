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

/// The parsed scopes of a v2 request (token-endpoint section 6).
struct ScopeList: Sendable {
    /// The requested scopes among `openid`, `profile`, `email` and `offline_access`.
    var identity: [String] = []
    /// The resource of the scopes; nil if there are only identity scopes.
    var resource: String?
    /// The names of the permissions; empty for `/.default`.
    var permissions: [String] = []

    static let identityScopes = ["openid", "profile", "email", "offline_access"]

    /// The resource for which the token is issued.
    var target: String { resource ?? DirectoryResource.microsoftGraph }

    /// Parses the scopes of a user grant.
    init(user text: String) throws(TokenError) {
        var usesDefault = false
        for scope in text.split(separator: " ").map(String.init) {
            guard scope.utf8.allSatisfy(Self.isScopeCharacter) else { throw .invalidScope(scope) }
            let folded = scope.lowercased()
            if Self.identityScopes.contains(folded) {
                if !identity.contains(folded) { identity.append(folded) }
                continue
            }
            let (resource, permission) = try Self.parts(of: scope)
            let isDefault = permission.lowercased() == ".default"
            let isOther = self.resource.map { $0.lowercased() != resource.lowercased() } ?? false
            guard !isOther, !usesDefault || isDefault else { throw .invalidScope(text) }
            if isDefault {
                guard permissions.isEmpty else { throw .invalidScope(text) }
                usesDefault = true
            } else {
                permissions.append(permission)
            }
            self.resource = self.resource ?? resource
        }
    }

    /// Parses the only scope of an application: a resource with `/.default`.
    init(application text: String) throws(TokenError) {
        let scopes = text.split(separator: " ").map(String.init)
        guard scopes.count == 1, let scope = scopes.first, scope.utf8.allSatisfy(Self.isScopeCharacter) else {
            throw .invalidScope(text)
        }
        guard scope.lowercased().hasSuffix("/.default") else { throw .scopeWithoutDefault(scope) }
        let resource = String(scope.dropLast("/.default".count))
        guard !resource.isEmpty else { throw .invalidScope(scope) }
        self.resource = resource
    }

    /// Returns the resource and the permission of a scope, separated by its last slash.
    private static func parts(of scope: String) throws(TokenError) -> (resource: String, permission: String) {
        guard let slash = scope.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            return (DirectoryResource.microsoftGraph, scope)
        }
        let resource = String(scope[..<slash])
        let permission = String(scope[scope.utf8.index(after: slash)...])
        guard !permission.isEmpty, !resource.isEmpty, !resource.hasSuffix(":/") else { throw .invalidScope(scope) }
        return (resource, permission)
    }

    /// Returns whether a byte may occur in a scope (RFC 6749 §3.3).
    private static func isScopeCharacter(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
