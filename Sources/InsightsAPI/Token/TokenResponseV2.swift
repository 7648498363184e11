public import InsightsJSON

/// A successful answer of the v2 token endpoint: numbers are numbers (token-endpoint section 7.5).
public struct TokenResponseV2: Sendable, Equatable {
    /// The granted scopes, for user grants.
    public var scope: String?
    /// Seconds the token lives.
    public var expiresIn: Int
    /// The token itself, opaque to clients.
    public var accessToken: String
    /// A token to get the next one with, for user grants that asked for `offline_access`.
    public var refreshToken: String?
    /// Who signed in, for user grants that asked for `openid`.
    public var idToken: String?
    /// User and tenant, for requests with `client_info=1`.
    public var clientInfo: String?

    /// Creates an answer.
    public init(
        scope: String? = nil, expiresIn: Int, accessToken: String, refreshToken: String? = nil,
        idToken: String? = nil, clientInfo: String? = nil
    ) {
        self.scope = scope
        self.expiresIn = expiresIn
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.idToken = idToken
        self.clientInfo = clientInfo
    }

    /// The body, its keys in the documents' order.
    public var json: JSONValue {
        var object = JSONObject()
        object["token_type"] = .string("Bearer")
        object["scope"] = scope.map(JSONValue.string)
        object["expires_in"] = .integer(expiresIn)
        object["ext_expires_in"] = .integer(expiresIn)
        object["access_token"] = .string(accessToken)
        object["refresh_token"] = refreshToken.map(JSONValue.string)
        object["id_token"] = idToken.map(JSONValue.string)
        object["client_info"] = clientInfo.map(JSONValue.string)
        return .object(object)
    }
}
