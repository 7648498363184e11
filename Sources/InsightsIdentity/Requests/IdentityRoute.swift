package import InsightsAPI
package import InsightsHTTP

/// A route below a tenant's name (token-endpoint section 1); letter case is ignored.
package enum IdentityRoute: Sendable, Equatable {
    /// `POST /{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token`.
    case token(tenant: String, TokenVersion)
    /// `GET /{tenant}/.well-known/openid-configuration` and `/{tenant}/v2.0/.well-known/openid-configuration`.
    case metadata(tenant: String, TokenVersion)
    /// `GET /{tenant}/discovery/keys` and `/{tenant}/discovery/v2.0/keys`.
    case keys(tenant: String, TokenVersion)
    /// `GET /common/discovery/instance`.
    case instance
    /// `GET /common/userrealm/{user}`.
    case userRealm(user: String)
    /// `GET /{tenant}/oauth2/authorize` and `/{tenant}/oauth2/v2.0/authorize`, also by POST.
    case authorize(tenant: String, TokenVersion)
    /// `POST /{tenant}/oauth2/devicecode` and `/{tenant}/oauth2/v2.0/devicecode`.
    case deviceCode(tenant: String, TokenVersion)
    /// `POST /{tenant}/login`: the steps of a sign-in at a page.
    case login(tenant: String)
    /// `GET /{tenant}/oauth2/deviceauth`, where a person enters a user code, which is posted there.
    case deviceLogin(tenant: String)
    /// `GET /{tenant}/oauth2/logout` and `/{tenant}/oauth2/v2.0/logout`, also by POST.
    case logout(tenant: String, TokenVersion)

    /// Creates the route of path segments; nil if none matches.
    package init?(segments: [String]) {
        guard let tenant = segments.first else { return nil }
        let rest = segments.dropFirst().map { $0.lowercased() }
        switch rest {
        case ["oauth2", "token"]: self = .token(tenant: tenant, .v1)
        case ["oauth2", "v2.0", "token"]: self = .token(tenant: tenant, .v2)
        case [".well-known", "openid-configuration"]: self = .metadata(tenant: tenant, .v1)
        case ["v2.0", ".well-known", "openid-configuration"]: self = .metadata(tenant: tenant, .v2)
        case ["discovery", "keys"]: self = .keys(tenant: tenant, .v1)
        case ["discovery", "v2.0", "keys"]: self = .keys(tenant: tenant, .v2)
        case ["discovery", "instance"]: self = .instance
        case ["oauth2", "authorize"]: self = .authorize(tenant: tenant, .v1)
        case ["oauth2", "v2.0", "authorize"]: self = .authorize(tenant: tenant, .v2)
        case ["oauth2", "devicecode"]: self = .deviceCode(tenant: tenant, .v1)
        case ["oauth2", "v2.0", "devicecode"]: self = .deviceCode(tenant: tenant, .v2)
        case ["oauth2", "logout"]: self = .logout(tenant: tenant, .v1)
        case ["oauth2", "v2.0", "logout"]: self = .logout(tenant: tenant, .v2)
        case ["login"]: self = .login(tenant: tenant)
        case ["oauth2", "deviceauth"]: self = .deviceLogin(tenant: tenant)
        default:
            guard rest.count == 2, rest[0] == "userrealm" else { return nil }
            self = .userRealm(user: segments[2])
        }
    }

    /// Creates the route of a metadata document's path; nil for any other path, which `init(segments:)` may match.
    ///
    /// It gives what that gives, without making texts of the segments.
    init?(_ path: PlainPath) {
        guard path.count == 3 || path.count == 4, path.matches(path.count - 1, "openid-configuration"),
            path.matches(path.count - 2, ".well-known"), path.count == 3 || path.matches(1, "v2.0")
        else { return nil }
        self = .metadata(tenant: path.segment(0), path.count == 3 ? .v1 : .v2)
    }

    /// All routes, with placeholders in braces for tenant and user.
    package static let templates: [IdentityRoute] =
        TokenVersion.allCases.flatMap { version -> [IdentityRoute] in
            let tenant = "{tenant}"
            return [
                .token(tenant: tenant, version), .metadata(tenant: tenant, version), .keys(tenant: tenant, version),
            ]
        } + [.instance, .userRealm(user: "{user}")]

    /// The routes of sign-ins, with placeholders in braces.
    package static let signInTemplates: [IdentityRoute] =
        TokenVersion.allCases.flatMap { version -> [IdentityRoute] in
            [
                .authorize(tenant: "{tenant}", version), .deviceCode(tenant: "{tenant}", version),
                .logout(tenant: "{tenant}", version),
            ]
        } + [.login(tenant: "{tenant}"), .deviceLogin(tenant: "{tenant}")]

    /// Whether it is a route of sign-ins, which a setting turns on.
    package var isSignIn: Bool {
        switch self {
        case .authorize, .deviceCode, .login, .deviceLogin, .logout: true
        default: false
        }
    }

    /// The methods of a route of sign-ins.
    package var signInMethods: [HTTPMethod] {
        switch self {
        case .authorize, .deviceLogin, .logout: [.get, .post]
        default: [.post]
        }
    }

    /// What a request of it asks for.
    package var operation: Operation {
        if case .token = self { .token } else { .discovery }
    }

    /// The URL path.
    package var path: String {
        switch self {
        case .token(let tenant, .v1): "/\(tenant)/oauth2/token"
        case .token(let tenant, .v2): "/\(tenant)/oauth2/v2.0/token"
        case .metadata(let tenant, .v1): "/\(tenant)/.well-known/openid-configuration"
        case .metadata(let tenant, .v2): "/\(tenant)/v2.0/.well-known/openid-configuration"
        case .keys(let tenant, .v1): "/\(tenant)/discovery/keys"
        case .keys(let tenant, .v2): "/\(tenant)/discovery/v2.0/keys"
        case .instance: "/common/discovery/instance"
        case .userRealm(let user): "/common/userrealm/\(user)"
        case .authorize(let tenant, .v1): "/\(tenant)/oauth2/authorize"
        case .authorize(let tenant, .v2): "/\(tenant)/oauth2/v2.0/authorize"
        case .deviceCode(let tenant, .v1): "/\(tenant)/oauth2/devicecode"
        case .deviceCode(let tenant, .v2): "/\(tenant)/oauth2/v2.0/devicecode"
        case .logout(let tenant, .v1): "/\(tenant)/oauth2/logout"
        case .logout(let tenant, .v2): "/\(tenant)/oauth2/v2.0/logout"
        case .login(let tenant): "/\(tenant)/login"
        case .deviceLogin(let tenant): "/\(tenant)/oauth2/deviceauth"
        }
    }

    /// The parameters of the query string that a request must have.
    package var requiredParameters: [String] {
        switch self {
        case .token, .metadata, .keys, .authorize, .deviceCode, .login, .deviceLogin, .logout: []
        case .instance: [Self.apiVersion, Self.authorizationEndpoint]
        case .userRealm: [Self.apiVersion]
        }
    }

    /// The parameter that selects the form of a document.
    static let apiVersion = "api-version"
    /// The parameter whose cloud is looked up.
    static let authorizationEndpoint = "authorization_endpoint"

    /// Whether its response needs a signing key; signing is slow, and creating a key is slower.
    package var needsKey: Bool {
        switch self {
        // A response with an ID token is signed.
        case .token, .keys, .authorize, .login: true
        case .metadata, .instance, .userRealm, .deviceCode, .deviceLogin, .logout: false
        }
    }

    /// Returns the domain of a user's principal name; nil if it has none.
    static func domain(of user: String) -> String? {
        let parts = user.split(separator: "@")
        return parts.count == 2 ? String(parts[1]) : nil
    }
}
