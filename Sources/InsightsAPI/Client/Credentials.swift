import InsightsHTTP

/// The credentials of a client at the token endpoint.
///
/// cmp requires an application, mpn an application and a user (seeds 000 and 001). The description contains no secret.
public struct Credentials: Sendable, Hashable, CustomStringConvertible {
    /// The tenant: its identifier or a domain.
    public var tenantID: String
    /// The identifier of the application.
    public var clientID: String
    /// The secret of the application.
    public var clientSecret: String
    /// The user's principal name, for mpn; nil for an application alone.
    public var username: String?
    /// The user's password, for mpn.
    public var password: String?
    /// The resource for which the token is requested.
    public var resource: String

    /// Creates credentials.
    public init(
        tenantID: String, clientID: String, clientSecret: String, username: String? = nil, password: String? = nil,
        resource: String = "https://graph.windows.net"
    ) {
        self.tenantID = tenantID
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.username = username
        self.password = password
        self.resource = resource
    }

    /// The identifiers of application, tenant and user, without secrets.
    public var description: String {
        "application \(clientID) of tenant \(tenantID)" + (username.map { ", user \($0)" } ?? "")
    }

    /// The form of a token request (seed 002; the mpn first call adds the user).
    public var form: String {
        var fields: [(TokenParameter, String)] = [
            (.resource, resource), (.clientID, clientID), (.clientSecret, clientSecret),
        ]
        if let username {
            fields += [
                (.grantType, TokenGrantType.password.rawValue), (.username, username), (.password, password ?? ""),
                (.scope, "openid"),
            ]
        } else {
            fields.append((.grantType, TokenGrantType.clientCredentials.rawValue))
        }
        return fields.map { "\($0.0.rawValue)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }
}
