import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
import InsightsTime

/// Creates access tokens and ID tokens of both versions (token-endpoint sections 8 and 9).
struct TokenIssuer: Sendable {
    let key: SigningKey
    /// The lifetime of a token in seconds.
    let lifetime: Int
    let settings: TokenSettings
    let addresses: EndpointAddresses
    /// The base of URLs that the client uses.
    let base: String

    /// The seconds by which `nbf` and `iat` precede the time of issue, as in real tokens, so that slow clocks accept
    /// them (S6, docs/sources.md).
    static let backdating = 300

    /// The subject, the resource and the time of a token.
    struct Grant: Sendable {
        let tenant: Tenant
        let application: Application
        let user: User?
        let resource: RequestedResource
        /// The client authentication: `0` for none, `1` for a secret, `2` for a certificate.
        let clientAuthMethod: String
        let now: Timestamp
        let remoteAddress: String
        /// Whether the user gave a second factor.
        var hasSecondFactor = false
        /// The value that the ID token repeats from the authorization request; nil for none.
        var nonce: String?
    }

    /// The lifetime in the response: one second less than the real one by default, as in current responses (seed 002).
    var expiresIn: Int { settings.expiresIn == .full ? lifetime : lifetime - 1 }

    func notBefore(_ grant: Grant) -> Int { grant.now.secondsSinceEpoch - Self.backdating }

    func expires(_ grant: Grant) -> Int { grant.now.secondsSinceEpoch + lifetime }

    /// Returns an access token in the version of its resource.
    func accessToken(_ grant: Grant, _ identifiers: inout IdentifierSource) -> String {
        let version = grant.resource.tokenVersion
        var claims = common(grant, audience: grant.resource.audience, version)
        switch (version, grant.user) {
        case (.v1, let user?): addUser(user, grant, to: &claims, &identifiers)
        case (.v1, nil): addApplication(grant, to: &claims, &identifiers)
        case (.v2, _): addV2Claims(grant, to: &claims, &identifiers)
        }
        claims["tid"] = .string(grant.tenant.tenantID)
        if let user = grant.user, version == .v1 {
            claims["unique_name"] = .string(user.userPrincipalName)
            claims["upn"] = .string(user.userPrincipalName)
        }
        claims["uti"] = .string(identifiers.makeShortToken())
        claims["ver"] = .string(version == .v1 ? "1.0" : "2.0")
        return signed(claims, version)
    }

    private func common(_ grant: Grant, audience: String, _ version: TokenVersion) -> JSONObject {
        [
            "aud": .string(audience),
            "iss": .string(addresses.issuer(grant.tenant.tenantID, version, settings.issuer, at: base)),
            "iat": .integer(notBefore(grant)), "nbf": .integer(notBefore(grant)), "exp": .integer(expires(grant)),
        ]
    }

    private func addApplication(_ grant: Grant, to claims: inout JSONObject, _ identifiers: inout IdentifierSource) {
        claims["aio"] = .string(identifiers.makeToken())
        claims["appid"] = .string(grant.application.clientID)
        claims["appidacr"] = .string(grant.clientAuthMethod)
        claims["idp"] = .string(addresses.issuer(grant.tenant.tenantID, .v1, settings.issuer, at: base))
        claims["oid"] = .string(grant.application.servicePrincipalID)
        claims["rh"] = .string("0.A" + identifiers.makeToken())
        claims["sub"] = .string(grant.application.servicePrincipalID)
    }

    private func addUser(
        _ user: User, _ grant: Grant, to claims: inout JSONObject, _ identifiers: inout IdentifierSource
    ) {
        claims["acr"] = .string("1")
        claims["aio"] = .string(identifiers.makeToken())
        claims["amr"] = Self.methods(grant)
        claims["appid"] = .string(grant.application.clientID)
        claims["appidacr"] = .string(grant.clientAuthMethod)
        claims["family_name"] = .string(user.familyName)
        claims["given_name"] = .string(user.givenName)
        claims["ipaddr"] = .string(grant.remoteAddress)
        claims["name"] = .string(user.displayName)
        claims["oid"] = .string(user.objectID)
        claims["puid"] = .string(Self.passportID(of: user))
        claims["rh"] = .string("0.A" + identifiers.makeToken())
        claims["scp"] = .string(grant.resource.permissions)
        claims["sub"] = .string(Self.subject(of: user, audience: grant.resource.identity))
        claims["tenant_region_scope"] = .string("NA")
    }

    /// Adds the claims of a v2 access token about its user or application.
    private func addV2Claims(_ grant: Grant, to claims: inout JSONObject, _ identifiers: inout IdentifierSource) {
        claims["aio"] = .string(identifiers.makeToken())
        claims["azp"] = .string(grant.application.clientID)
        claims["azpacr"] = .string(grant.clientAuthMethod)
        if let user = grant.user { claims["name"] = .string(user.displayName) }
        claims["oid"] = .string(grant.user?.objectID ?? grant.application.servicePrincipalID)
        if let user = grant.user { claims["preferred_username"] = .string(user.userPrincipalName) }
        claims["rh"] = .string("0.A" + identifiers.makeToken())
        if grant.user != nil { claims["scp"] = .string(grant.resource.permissions) }
        claims["sub"] = .string(
            grant.user.map { Self.subject(of: $0, audience: grant.resource.identity) }
                ?? grant.application.servicePrincipalID)
    }

    /// Returns an ID token in the version of the endpoint.
    ///
    /// By default the v1 token is unsigned, because it is sent over the channel that proves its origin.
    /// One that comes with an authorization code, through the browser, is always signed, and names the code's digest.
    func idToken(
        _ grant: Grant, _ user: User, _ version: TokenVersion, _ identifiers: inout IdentifierSource,
        code: String? = nil
    ) -> String {
        var claims = common(grant, audience: grant.application.clientID, version)
        let subject = Self.subject(of: user, audience: grant.application.clientID)
        claims["c_hash"] = code.map { .string(Base64URL.encode(Digest.sha256($0.utf8).prefix(16))) }
        guard version == .v1 else {
            claims["name"] = .string(user.displayName)
            claims["nonce"] = grant.nonce.map(JSONValue.string)
            claims["oid"] = .string(user.objectID)
            claims["preferred_username"] = .string(user.userPrincipalName)
            claims["rh"] = .string("0.A" + identifiers.makeToken())
            claims["sub"] = .string(subject)
            claims["tid"] = .string(grant.tenant.tenantID)
            claims["uti"] = .string(identifiers.makeShortToken())
            claims["ver"] = .string("2.0")
            return signed(claims, .v2)
        }
        claims["amr"] = Self.methods(grant)
        claims["family_name"] = .string(user.familyName)
        claims["given_name"] = .string(user.givenName)
        claims["ipaddr"] = .string(grant.remoteAddress)
        claims["name"] = .string(user.displayName)
        claims["nonce"] = grant.nonce.map(JSONValue.string)
        claims["oid"] = .string(user.objectID)
        claims["sub"] = .string(subject)
        claims["tid"] = .string(grant.tenant.tenantID)
        claims["unique_name"] = .string(user.userPrincipalName)
        claims["upn"] = .string(user.userPrincipalName)
        claims["uti"] = .string(identifiers.makeShortToken())
        claims["ver"] = .string("1.0")
        guard settings.idToken == .unsigned, code == nil else { return signed(claims, .v1) }
        let header: JSONObject = ["typ": .string("JWT"), "alg": .string("none")]
        return Self.segment(header) + "." + Self.segment(claims) + "."
    }

    /// Returns the authentication methods of a sign-in.
    private static func methods(_ grant: Grant) -> JSONValue {
        .array(grant.hasSecondFactor ? [.string("pwd"), .string("mfa")] : [.string("pwd")])
    }

    /// Returns a user's number in the directory: 16 hexadecimal digits, of which the first four are constant.
    private static func passportID(of user: User) -> String {
        let bytes = Digest.sha256(Array("\(user.objectID)|puid".utf8)).prefix(6)
        return "1003" + HexDigit.upperText(bytes)
    }

    /// Returns a user's `sub`, which differs between audiences, but not between the names of one audience.
    private static func subject(of user: User, audience: String) -> String {
        Base64URL.encode(Digest.sha256(Array("\(user.objectID)|\(audience)".utf8)))
    }

    /// Returns claims with their header and signature; v1 headers name the key twice.
    private func signed(_ claims: JSONObject, _ version: TokenVersion) -> String {
        var header: JSONObject = ["typ": .string("JWT"), "alg": .string("RS256")]
        if version == .v1 { header["x5t"] = .string(key.identifier) }
        header["kid"] = .string(key.identifier)
        let text = Self.segment(header) + "." + Self.segment(claims)
        return text + "." + Base64URL.encode(key.signature(of: Array(text.utf8)))
    }

    private static func segment(_ object: JSONObject) -> String {
        Base64URL.encode(JSONWriter.encode(.object(object)))
    }
}
