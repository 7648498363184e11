import InsightsAPI

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

    /// Parses the scopes of an authorization request, and keeps those of its first resource.
    init(firstOf text: String) throws(TokenError) {
        guard let first = try Self.groups(of: text).first else {
            throw .invalidScope(text)
        }
        self = first
    }

    /// Returns the scopes of an authorization request, which may name several resources: one list for each, the first
    /// with the identity scopes.
    static func groups(of text: String) throws(TokenError) -> [ScopeList] {
        var identity: [String] = []
        var byResource: [(name: String, scopes: [String])] = []
        for scope in text.split(separator: " ").map(String.init) {
            guard scope.utf8.allSatisfy(isScopeCharacter) else { throw .invalidScope(scope) }
            guard !identityScopes.contains(scope.lowercased()) else {
                identity.append(scope)
                continue
            }
            let resource = try parts(of: scope).resource.lowercased()
            if let index = byResource.firstIndex(where: { $0.name == resource }) {
                byResource[index].scopes.append(scope)
            } else {
                byResource.append((resource, [scope]))
            }
        }
        guard !byResource.isEmpty else { return [try ScopeList(user: identity.joined(separator: " "))] }
        var groups: [ScopeList] = []
        for (index, group) in byResource.enumerated() {
            groups.append(try ScopeList(user: ((index == 0 ? identity : []) + group.scopes).joined(separator: " ")))
        }
        return groups
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
