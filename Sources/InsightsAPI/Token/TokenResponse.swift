import InsightsJSON

/// A successful response of the v1 token endpoint; all values are strings, including numbers (seed 002, token-endpoint
/// section 7).
public struct TokenResponse: WireObject, Equatable {
    /// The granted delegated permissions, for user grants; nil otherwise.
    public var scope: String?
    /// The lifetime of the token in seconds, as text.
    public var expiresIn: String
    /// The extended lifetime; always equal to `expiresIn`.
    public var extExpiresIn: String
    /// The expiry in seconds since 1970, as text.
    public var expiresOn: String
    /// The start of validity in seconds since 1970, as text: 300 seconds before the time of issue.
    public var notBefore: String
    /// The resource as the caller named it.
    public var resource: String
    /// The access token, opaque to clients.
    public var accessToken: String
    /// A refresh token, for user grants; nil otherwise.
    public var refreshToken: String?
    /// An ID token, for user grants that requested `openid`; nil otherwise.
    public var idToken: String?

    /// Creates a response.
    public init(
        scope: String? = nil, expiresIn: String, expiresOn: String, notBefore: String, resource: String,
        accessToken: String, refreshToken: String? = nil, idToken: String? = nil
    ) {
        self.scope = scope
        self.expiresIn = expiresIn
        extExpiresIn = expiresIn
        self.expiresOn = expiresOn
        self.notBefore = notBefore
        self.resource = resource
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.idToken = idToken
    }

    /// The members, in the order of the documents.
    package static let fields: [ObjectField<TokenResponse>] = [
        .text("token_type", .word(["Bearer"])) { _ in "Bearer" },
        .optionalText("scope") { $0.scope },
        .text("expires_in", .digits) { $0.expiresIn },
        .text("ext_expires_in", .digits) { $0.extExpiresIn },
        .text("expires_on", .digits) { $0.expiresOn },
        .text("not_before", .digits) { $0.notBefore },
        .text("resource") { $0.resource },
        .text("access_token") { $0.accessToken },
        .optionalText("refresh_token") { $0.refreshToken },
        .optionalText("id_token") { $0.idToken },
    ]

    init(_ reader: RecordReader) throws(ClientError) {
        scope = try reader.optionalString("scope")
        expiresIn = try reader.string("expires_in")
        extExpiresIn = try reader.string("ext_expires_in")
        expiresOn = try reader.string("expires_on")
        notBefore = try reader.string("not_before")
        resource = try reader.string("resource")
        accessToken = try reader.string("access_token")
        refreshToken = try reader.optionalString("refresh_token")
        idToken = try reader.optionalString("id_token")
    }
}
