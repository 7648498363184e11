/// A successful response of the v2 token endpoint; numbers are JSON numbers (token-endpoint section 7.5).
package struct TokenResponseV2: WireObject, Equatable {
    /// The granted scopes, for user grants; nil otherwise.
    package var scope: String?
    /// The lifetime of the token in seconds.
    package var expiresIn: Int
    /// The access token, opaque to clients.
    package var accessToken: String
    /// A refresh token, for user grants that requested `offline_access`; nil otherwise.
    package var refreshToken: String?
    /// An ID token, for user grants that requested `openid`; nil otherwise.
    package var idToken: String?
    /// The identifiers of user and tenant, for requests with `client_info=1`; nil otherwise.
    package var clientInfo: String?

    /// Creates a response.
    package init(
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

    /// The members, in the order of the documents.
    package static let fields: [ObjectField<TokenResponseV2>] = [
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
