/// A successful answer of the v2 token endpoint: numbers are numbers (token-endpoint section 7.5).
public struct TokenResponseV2: WireObject, Equatable {
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

    /// The members in the documents' order.
    public static let fields: [ObjectField<TokenResponseV2>] = [
        .text("token_type", .word(["Bearer"])) { _ in "Bearer" },
        .optionalText("scope") { $0.scope },
        .integer("expires_in") { $0.expiresIn },
        .integer("ext_expires_in") { $0.expiresIn },
        .text("access_token") { $0.accessToken },
        .optionalText("refresh_token") { $0.refreshToken },
        .optionalText("id_token") { $0.idToken },
        .optionalText("client_info") { $0.clientInfo },
    ]
}
