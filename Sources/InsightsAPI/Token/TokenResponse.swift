import InsightsJSON

/// A successful answer of the v1 token endpoint: every value is text, numbers too (seed 002, token-endpoint section 7).
public struct TokenResponse: WireObject, Equatable {
    /// The granted delegated permissions, for user grants.
    public var scope: String?
    /// Seconds the token lives, as text.
    public var expiresIn: String
    /// Equal to `expiresIn`.
    public var extExpiresIn: String
    /// When it ends, in seconds since 1970, as text.
    public var expiresOn: String
    /// From when it is valid, in seconds since 1970, as text: 300 seconds before it was issued.
    public var notBefore: String
    /// The resource as the caller named it.
    public var resource: String
    /// The token itself, opaque to clients.
    public var accessToken: String
    /// A token to get the next one with, for user grants.
    public var refreshToken: String?
    /// Who signed in, for user grants that asked for `openid`.
    public var idToken: String?

    /// Creates an answer.
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

    /// The members in the documents' order.
    public static let fields: [ObjectField<TokenResponse>] = [
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
