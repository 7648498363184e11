import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// A signed assertion of a client, its signature checked (RFC 7523; token-endpoint section 3.2).
struct ClientAssertion: Sendable {
    /// The one `client_assertion_type`.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// How far the client's clock may be wrong, in seconds.
    static let tolerance = 300

    private let claims: JSONObject
    /// When it ends, in seconds since 1970.
    let expires: Int
    private let begins: Int

    /// Checks form and signature: the key is one of the application's certificates, named by its thumbprint.
    init(_ text: String, certificates: [[UInt8]]) throws(TokenError) {
        guard let token = JWT(Array(text.utf8)) else { throw .invalidAssertion(reason: "The token is malformed.") }
        let padding: SignaturePadding
        switch token.header["alg"]?.string {
        case "RS256": padding = .pkcs1
        case "PS256": padding = .pss
        default: throw .invalidAssertion(reason: "The algorithm is not supported.")
        }
        guard token.header["crit"] == nil else { throw .invalidAssertion(reason: "An extension is not supported.") }
        let (thumbprint, sha256) =
            token.header["x5t"]?.string.map { ($0, false) } ?? (token.header["x5t#S256"]?.string ?? "", true)
        let known = certificates.map(ClientCertificate.init).first { $0.has(thumbprint: thumbprint, sha256: sha256) }
        guard let known else {
            throw .invalidAssertion(reason: "The key was not found.", thumbprint: Self.hexadecimal(thumbprint))
        }
        guard known.verifies(token.signature, of: token.signedBytes, padding) else {
            throw .invalidAssertion(
                reason: "The key was found, but the signature is invalid.", thumbprint: Self.hexadecimal(thumbprint))
        }
        claims = token.claims
        // A missing `nbf` prints 1970, as real answers do.
        begins = Self.seconds(token.claims["nbf"]) ?? 0
        expires = Self.seconds(token.claims["exp"]) ?? 0
    }

    /// Whether it is about an application: `iss` and `sub` both name it.
    func speaks(for clientID: String) -> Bool {
        [claims["iss"], claims["sub"]].allSatisfy { $0?.string?.lowercased() == clientID.lowercased() }
    }

    /// Whether `aud` is the token endpoint of a tenant, in its v1 or v2 form, by any of the endpoint's names.
    func isAddressed(to tenant: Tenant, named name: String, at endpoint: AcceptedAudiences) -> Bool {
        let audiences = claims["aud"]?.array?.map(\.string) ?? [claims["aud"]?.string]
        let names = [name, tenant.tenantID, tenant.domain].map { $0.lowercased() }
        return audiences.contains { audience in
            guard let audience = audience?.lowercased(), let (origin, path) = Origin.split(url: audience),
                endpoint.contains(origin)
            else { return false }
            let segments = RequestTarget(parsing: String(path)).segments
            guard let first = segments.first, names.contains(first) else { return false }
            let rest = Array(segments.dropFirst())
            return rest == ["oauth2", "token"] || rest == ["oauth2", "v2.0", "token"]
        }
    }

    /// Checks `nbf` and `exp`.
    func checkTime(now: Timestamp) throws(TokenError) {
        let instant = now.secondsSinceEpoch
        guard begins - Self.tolerance <= instant, instant < expires + Self.tolerance else {
            throw .assertionOutsideTime(
                now: now.description, from: Timestamp(secondsSinceEpoch: begins).description,
                until: Timestamp(secondsSinceEpoch: expires).description)
        }
    }

    /// What tells it from all others; nil if it has no `jti`.
    var digest: [UInt8]? {
        claims["jti"]?.string.map { Digest.sha256(Array("\(claims["iss"]?.string ?? "") \($0)".utf8)) }
    }

    /// A date as a whole or another number, within the calendar; nil for anything else.
    private static func seconds(_ value: JSONValue?) -> Int? {
        guard case .number(let text) = value, let number = Double(text), number.isFinite, abs(number) < 1e11 else {
            return nil
        }
        return Int(number)
    }

    /// A thumbprint as refusals show it; empty if it is none.
    private static func hexadecimal(_ thumbprint: String) -> String {
        let bytes = Base64URL.decode(Array(thumbprint.utf8.prefix { $0 != UInt8(ascii: "=") })) ?? []
        return HexDigit.upperText(bytes.prefix(32))
    }
}
