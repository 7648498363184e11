import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsQuery

/// Makes tokens in the v1 form (token-endpoint sections 8 and 9).
struct TokenIssuer: Sendable {
    let key: SigningKey
    /// Seconds a token lives.
    let lifetime: Int

    /// How far `nbf` and `iat` lie before the moment of issue: real ones do, so that slow clocks accept them (S6).
    static let backdating = 300

    /// Who asks for what, and when.
    struct Grant: Sendable {
        var tenant: Tenant
        var application: Application
        var user: User?
        var resource: String
        var wantsIDToken: Bool
        var now: Timestamp
        var remoteAddress: String?
    }

    /// The delegated permission every user token has.
    static let delegatedScope = "user_impersonation"

    /// The answer to a grant.
    ///
    /// `refreshToken` is for user grants.
    func respond(
        to grant: Grant, refreshToken: String?, identifiers: inout IdentifierSource
    ) -> TokenResponse {
        let times = Times(grant.now, lifetime: lifetime)
        return TokenResponse(
            scope: grant.user == nil ? nil : Self.delegatedScope,
            // One second less than the lifetime, as the service answers nowadays (seed 002).
            expiresIn: String(lifetime - 1), expiresOn: String(times.expires), notBefore: String(times.notBefore),
            resource: grant.resource, accessToken: accessToken(grant, times, identifiers: &identifiers),
            refreshToken: refreshToken,
            idToken: grant.wantsIDToken ? grant.user.map { idToken(grant, $0, times, &identifiers) } : nil)
    }

    private struct Times {
        let notBefore: Int
        let expires: Int

        init(_ now: Timestamp, lifetime: Int) {
            notBefore = now.secondsSinceEpoch - TokenIssuer.backdating
            expires = now.secondsSinceEpoch + lifetime
        }
    }

    /// The `iss` of a tenant's v1 tokens, with its slash.
    static func issuer(_ tenantID: String) -> String { "https://sts.windows.net/\(tenantID)/" }

    private func accessToken(_ grant: Grant, _ times: Times, identifiers: inout IdentifierSource) -> String {
        var claims = JSONObject()
        claims["aud"] = .string(grant.resource)
        claims["iss"] = .string(Self.issuer(grant.tenant.tenantID))
        claims["iat"] = .integer(times.notBefore)
        claims["nbf"] = .integer(times.notBefore)
        claims["exp"] = .integer(times.expires)
        if let user = grant.user {
            addUser(user, grant, to: &claims, &identifiers)
        } else {
            addApplication(grant, to: &claims, &identifiers)
        }
        claims["tid"] = .string(grant.tenant.tenantID)
        if let user = grant.user {
            claims["unique_name"] = .string(user.userPrincipalName)
            claims["upn"] = .string(user.userPrincipalName)
        }
        claims["uti"] = .string(identifiers.makeShortToken())
        claims["ver"] = .string("1.0")
        let header: JSONObject = [
            "typ": .string("JWT"), "alg": .string("RS256"), "x5t": .string(key.identifier),
            "kid": .string(key.identifier),
        ]
        let signed = Self.segment(header) + "." + Self.segment(claims)
        return signed + "." + Base64URL.encode(key.signature(of: Array(signed.utf8)))
    }

    private func addApplication(_ grant: Grant, to claims: inout JSONObject, _ identifiers: inout IdentifierSource) {
        claims["aio"] = .string(identifiers.makeToken())
        claims["appid"] = .string(grant.application.clientID)
        claims["appidacr"] = .string("1")
        claims["idp"] = .string(Self.issuer(grant.tenant.tenantID))
        claims["oid"] = .string(grant.application.servicePrincipalID)
        claims["rh"] = .string("0.A" + identifiers.makeToken())
        claims["sub"] = .string(grant.application.servicePrincipalID)
    }

    private func addUser(
        _ user: User, _ grant: Grant, to claims: inout JSONObject, _ identifiers: inout IdentifierSource
    ) {
        claims["acr"] = .string("1")
        claims["aio"] = .string(identifiers.makeToken())
        claims["amr"] = .array([.string("pwd")])
        claims["appid"] = .string(grant.application.clientID)
        claims["appidacr"] = .string("1")
        claims["family_name"] = .string(user.familyName)
        claims["given_name"] = .string(user.givenName)
        claims["ipaddr"] = .string(grant.remoteAddress ?? "127.0.0.1")
        claims["name"] = .string(user.displayName)
        claims["oid"] = .string(user.objectID)
        claims["rh"] = .string("0.A" + identifiers.makeToken())
        claims["scp"] = .string(Self.delegatedScope)
        claims["sub"] = .string(Self.subject(of: user, audience: grant.resource))
        claims["tenant_region_scope"] = .string("NA")
    }

    /// The v1 id token, unsigned: the endpoint sends it over the channel that proves where it comes from.
    private func idToken(
        _ grant: Grant, _ user: User, _ times: Times, _ identifiers: inout IdentifierSource
    ) -> String {
        let claims: JSONObject = [
            "aud": .string(grant.application.clientID), "iss": .string(Self.issuer(grant.tenant.tenantID)),
            "iat": .integer(times.notBefore), "nbf": .integer(times.notBefore), "exp": .integer(times.expires),
            "amr": .array([.string("pwd")]), "family_name": .string(user.familyName),
            "given_name": .string(user.givenName), "ipaddr": .string(grant.remoteAddress ?? "127.0.0.1"),
            "name": .string(user.displayName), "oid": .string(user.objectID),
            "sub": .string(Self.subject(of: user, audience: grant.application.clientID)),
            "tid": .string(grant.tenant.tenantID), "unique_name": .string(user.userPrincipalName),
            "upn": .string(user.userPrincipalName), "uti": .string(identifiers.makeShortToken()),
            "ver": .string("1.0"),
        ]
        let header: JSONObject = ["typ": .string("JWT"), "alg": .string("none")]
        return Self.segment(header) + "." + Self.segment(claims) + "."
    }

    /// A user's `sub` is another one for every audience.
    private static func subject(of user: User, audience: String) -> String {
        Base64URL.encode(Digest.sha256(Array("\(user.objectID)|\(audience)".utf8)))
    }

    private static func segment(_ object: JSONObject) -> String {
        Base64URL.encode(JSONWriter.encode(.object(object)))
    }
}
