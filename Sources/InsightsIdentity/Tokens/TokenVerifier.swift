import InsightsFixtures
import InsightsJSON

/// Verifies access tokens as a resource must (token-endpoint section 14): one algorithm, one key, exact values.
///
/// Verified tokens are cached, so that each signature is verified once; time and audience are checked at every use.
package final class TokenVerifier: Sendable {
    /// The maximum number of cached tokens.
    ///
    /// Half of it is more than there are sandboxes by default: with a token each, none is verified twice.
    package static let rememberedTokens = 24_576

    private let keys: KeyRing
    private let addresses: EndpointAddresses
    private let directory: any TenantLookup
    private let checked: TokenMemory

    package init(
        directory: any TenantLookup, remembering capacity: Int = rememberedTokens, keys: KeyRing,
        addresses: EndpointAddresses
    ) {
        self.directory = directory
        checked = TokenMemory(capacity: capacity)
        self.keys = keys
        self.addresses = addresses
    }

    /// Verifies the value of an Authorization header.
    ///
    /// Creating a key takes a tenth of a second or more. Callers that cannot block pass `makingKeys: false`. A token
    /// whose key does not exist yet is then `wrongKey(.notMade)`, and must be verified again elsewhere.
    package func verify(
        authorization: ArraySlice<UInt8>?, makingKeys: Bool = true
    ) throws(TokenRejection) -> VerifiedToken {
        guard let authorization else { throw .missing }
        guard Self.hasScheme(authorization) else { throw .malformed }
        return try verify(bare: authorization.dropFirst(Self.scheme.count), makingKeys)
    }

    /// Verifies the value of an `X-AadUserTicket` header: the token itself, or with the scheme in front.
    package func verify(ticket: ArraySlice<UInt8>, makingKeys: Bool = true) throws(TokenRejection) -> VerifiedToken {
        try verify(bare: Self.hasScheme(ticket) ? ticket.dropFirst(Self.scheme.count) : ticket, makingKeys)
    }

    private func verify(bare token: ArraySlice<UInt8>, _ makingKeys: Bool) throws(TokenRejection) -> VerifiedToken {
        var text = token
        while text.first == UInt8(ascii: " ") { text.removeFirst() }
        guard !text.isEmpty, text.count <= JWT.longest else { throw .malformed }
        if let known = checked.token(text) {
            // The tenant of a deleted sandbox counts as unknown.
            guard !known.context.isDeleted else { throw .wrongIssuer(.tenant) }
            // The key may have been retired since the token was cached.
            guard known.context.publishes(generation: known.keyGeneration) else { throw .wrongKey(.retired) }
            return known
        }
        let verified = try check(Array(text), makingKeys)
        checked.insert(verified, as: text)
        return verified
    }

    private static let scheme = Array("bearer".utf8)

    /// Returns whether a header value begins with the scheme, in any letter case, and more follows.
    ///
    /// The loop costs a tenth of `zip`, which shows in every request.
    private static func hasScheme(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count > scheme.count + 1, value[value.startIndex + scheme.count] == UInt8(ascii: " ") else {
            return false
        }
        for index in 0..<scheme.count where value[value.startIndex + index] | 0x20 != scheme[index] { return false }
        return true
    }

    private func check(_ token: [UInt8], _ makingKeys: Bool) throws(TokenRejection) -> VerifiedToken {
        guard let token = JWT(token) else { throw .malformed }
        let generation: Int
        do throws(TokenRejection.KeyMistake) {
            generation = try keyGeneration(token, makingKeys)
        } catch {
            throw .wrongKey(error)
        }
        guard keys.key(generation).verifies(token.signature, of: token.signedBytes) else { throw .wrongSignature }
        let verified = try read(token.claims, generation)
        guard verified.context.publishes(generation: generation) else { throw .wrongKey(.retired) }
        return verified
    }

    /// Returns the generation of the key for a token; the algorithm is fixed, and the key comes from the simulator's
    /// set, by name alone.
    private func keyGeneration(_ token: JWT, _ makingKeys: Bool) throws(TokenRejection.KeyMistake) -> Int {
        let algorithm = token.header["alg"]?.string
        guard algorithm == "RS256" else {
            throw Self.isIdentityToken(token.claims) ? .identityToken : .algorithm(algorithm)
        }
        if let name = Self.foreignKeyNames.first(where: { token.header[$0] != nil }) { throw .header(name) }
        guard let name = token.header["kid"]?.string else { throw .unnamed }
        guard makingKeys || keys.isAtHand(name) else { throw .notMade }
        guard let generation = keys.generation(ofKey: name) else { throw .unknown(name) }
        return generation
    }

    private func read(_ claims: JSONObject, _ generation: Int) throws(TokenRejection) -> VerifiedToken {
        guard let tenantID = claims["tid"]?.string, let context = directory.context(withTenantID: tenantID) else {
            throw .wrongIssuer(.tenant)
        }
        if Self.isIdentityToken(claims) { throw .wrongIssuer(.identityToken) }
        guard claims["ver"]?.string == "1.0" else { throw .wrongIssuer(.version(claims["ver"]?.string)) }
        guard let issuer = claims["iss"]?.string, addresses.isIssuer(issuer, of: context) else {
            throw .wrongIssuer(.issuer(addresses.issuer(of: context)))
        }
        guard let application = claims["appid"]?.string.flatMap(context.tenant.application(withClientID:)) else {
            throw .wrongIssuer(.application)
        }
        guard let audience = claims["aud"]?.string else { throw .wrongAudience }
        guard let notBefore = claims["nbf"]?.integer, let expires = claims["exp"]?.integer else { throw .malformed }
        var principal = Principal(application: application, user: nil)
        let scope = claims["scp"]?.string
        if claims["scp"] != nil {
            guard let user = claims["upn"]?.string.flatMap(context.tenant.user(named:)) else {
                throw .wrongIssuer(.user)
            }
            principal = Principal(application: application, user: user)
        }
        return VerifiedToken(
            context: context, principal: principal, audience: audience, notBefore: notBefore, expires: expires,
            keyGeneration: generation, hasSecondFactor: claims["amr"]?.array?.contains(.string("mfa")) ?? false,
            scope: principal.user == nil ? nil : scope ?? "")
    }

    /// The header parameters that contain a key or require extensions (RFC 7515 §4.1); they are never honoured.
    private static let foreignKeyNames = ["jwk", "jku", "x5u", "x5c", "crit"]

    /// Returns whether claims are those of an ID token: they name a user, but no application that may act.
    private static func isIdentityToken(_ claims: JSONObject) -> Bool {
        ["upn", "preferred_username"].contains { claims[$0] != nil }
            && ["appid", "azp"].allSatisfy { claims[$0] == nil }
    }
}
