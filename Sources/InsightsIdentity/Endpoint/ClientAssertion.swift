import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
import InsightsTime

/// A signed assertion of a client, with a verified signature (RFC 7523; token-endpoint section 3.2).
struct ClientAssertion: Sendable {
    /// The only supported `client_assertion_type`.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// The tolerance for the client's clock, in seconds.
    static let tolerance = 300

    private let claims: JSONObject
    /// The expiry in seconds since 1970; 0 if it is missing.
    let expires: Int
    private let begins: Int

    /// Parses an assertion and verifies its signature with the application's certificate that its thumbprint names.
    init(_ text: String, certificates: [[UInt8]]) throws(TokenError) {
        // The asynchronous client of azure-identity pads each part (token-endpoint section 3.2).
        guard let token = JWT(Array(text.utf8), mayBePadded: true) else {
            throw .invalidAssertion(reason: "The token is malformed.")
        }
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
        // A missing `nbf` is shown as 1970, as in real responses.
        begins = Self.seconds(token.claims["nbf"]) ?? 0
        expires = Self.seconds(token.claims["exp"]) ?? 0
    }

    /// Returns whether `iss` and `sub` both name an application.
    func speaks(for clientID: String) -> Bool {
        [claims["iss"], claims["sub"]].allSatisfy { $0?.string?.lowercased() == clientID.lowercased() }
    }

    /// Returns whether `aud` is the v1 or v2 token endpoint of a tenant, by any of the endpoint's names.
    func isAddressed(to tenant: Tenant, named name: String, at endpoint: AcceptedAudiences) -> Bool {
        let audiences = claims["aud"]?.array?.map(\.string) ?? [claims["aud"]?.string]
        let names = [name, tenant.tenantID, tenant.domain].map { $0.lowercased() }
        return audiences.contains { audience in
            guard let audience = audience?.lowercased(), let (origin, path) = Origin.split(url: audience),
                endpoint.contains(origin)
            else { return false }
            let segments = endpoint.segments(of: path)
            guard let first = segments.first, names.contains(first) else { return false }
            let rest = Array(segments.dropFirst())
            return rest == ["oauth2", "token"] || rest == ["oauth2", "v2.0", "token"]
        }
    }

    /// Checks `nbf` and `exp`, which must include one of two instants: those of the tenant's clock and of the machine's.
    ///
    /// A client signs by its own clock, even where the tenant's clock shows another year.
    func checkTime(now: Timestamp, machineTime: Timestamp) throws(TokenError) {
        guard isValid(at: now) || isValid(at: machineTime) else {
            throw .assertionOutsideTime(
                now: now.description, from: Timestamp(secondsSinceEpoch: begins).description,
                until: Timestamp(secondsSinceEpoch: expires).description)
        }
    }

    private func isValid(at instant: Timestamp) -> Bool {
        begins - Self.tolerance <= instant.secondsSinceEpoch && instant.secondsSinceEpoch < expires + Self.tolerance
    }

    /// Returns when the assertion can no longer be repeated, in seconds since 1970 of the tenant's clock.
    func end(now: Timestamp, machineTime: Timestamp) -> Int {
        let remaining = max(0, expires + Self.tolerance - machineTime.secondsSinceEpoch)
        return max(expires + Self.tolerance, now.secondsSinceEpoch + remaining)
    }

    /// The digest that identifies the assertion: by its `jti`, or without one by all its claims.
    var digest: [UInt8] {
        let identifier = claims["jti"]?.string.map { "\(claims["iss"]?.string ?? "") \($0)" }
        return Digest.sha256(identifier.map { Array($0.utf8) } ?? JSONWriter.encode(.object(claims)))
    }

    /// Returns an instant given as a number, truncated to seconds; nil for a value that is not a number or is out of
    /// range.
    private static func seconds(_ value: JSONValue?) -> Int? {
        guard case .number(let text) = value, let number = Double(text), number.isFinite, abs(number) < 1e11 else {
            return nil
        }
        return Int(number)
    }

    /// Returns a thumbprint in hexadecimal, as in error messages; empty if it cannot be decoded.
    private static func hexadecimal(_ thumbprint: String) -> String {
        let bytes = Base64URL.decode(Array(thumbprint.utf8.prefix { $0 != UInt8(ascii: "=") })) ?? []
        return HexDigit.upperText(bytes.prefix(32))
    }
}
