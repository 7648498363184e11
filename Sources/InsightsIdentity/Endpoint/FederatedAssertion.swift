import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsTime

/// A token of another issuer that an application presents in place of a secret (2026 3.6).
struct FederatedAssertion {
    private let token: JWT
    private let issuer: String
    private let subject: String
    private let audiences: [String]

    /// Reads an assertion; nil if it is the application's own, which names a certificate and no trusted issuer.
    init?(_ text: String, of application: Application) {
        guard !application.federatedCredentials.isEmpty, let token = JWT(Array(text.utf8), mayBePadded: true),
            let issuer = token.claims["iss"]?.string
        else { return nil }
        let namesCertificate = ["x5t", "x5t#S256"].contains { token.header[$0] != nil }
        guard !namesCertificate || application.federatedCredentials.contains(where: { $0.issuer == issuer }) else {
            return nil
        }
        self.token = token
        self.issuer = issuer
        subject = token.claims["sub"]?.string ?? ""
        audiences = (token.claims["aud"]?.array ?? token.claims["aud"].map { [$0] } ?? []).compactMap(\.string)
    }

    /// Checks that one of the application's credentials trusts the assertion, then its signature and its time.
    ///
    /// It waits for the keys of an issuer that are at an address.
    func check(
        _ credentials: [FederatedCredential], errors: TokenSettings.FederationErrors, now: Timestamp,
        machineTime: Timestamp, fetch: @escaping DocumentFetch
    ) throws(TokenError) {
        let credential = try trusted(credentials, errors)
        let keys: [PublishedKey]
        do throws(DocumentFailure) {
            keys = try IssuerKeyReader(issuer: issuer, fetch: fetch).keys(credential.keys)
        } catch {
            throw .issuerKeysUnavailable(error.reason)
        }
        try checkSignature(keys)
        let begins = token.claims["nbf"]?.integer ?? token.claims["iat"]?.integer ?? 0
        let ends = token.claims["exp"]?.integer ?? 0
        // An issuer uses its own clock, even where the tenant's shows another year.
        let isInTime = [now, machineTime].contains { instant in
            begins - ClientAssertion.tolerance <= instant.secondsSinceEpoch
                && instant.secondsSinceEpoch < ends + ClientAssertion.tolerance
        }
        guard isInTime else {
            throw .assertionOutsideTime(
                now: now.description, from: Timestamp(secondsSinceEpoch: begins).description,
                until: Timestamp(secondsSinceEpoch: ends).description)
        }
    }

    private func trusted(
        _ credentials: [FederatedCredential], _ errors: TokenSettings.FederationErrors
    ) throws(TokenError) -> FederatedCredential {
        let ofIssuer = credentials.filter { $0.issuer == issuer }
        let ofSubject = ofIssuer.filter { $0.expression?.matches(token.claims) ?? ($0.subject == subject) }
        if let found = ofSubject.first(where: { audiences.contains($0.audience) }) { return found }
        guard errors == .year2025 else {
            throw .noFederatedCredential(
                issuer: issuer, subject: subject, audience: audiences.first ?? "")
        }
        if ofIssuer.isEmpty { throw .federatedIssuerUnknown(issuer) }
        if ofSubject.isEmpty {
            guard !ofIssuer.contains(where: { $0.expression != nil }) else {
                throw .federatedClaimsMismatch(subject)
            }
            let differsInCase = ofIssuer.contains { $0.subject.lowercased() == subject.lowercased() }
            throw .federatedSubjectUnknown(subject, differsInCase: differsInCase)
        }
        throw .federatedAudienceUnknown(audiences.first ?? "")
    }

    private func checkSignature(_ published: [PublishedKey]) throws(TokenError) {
        let padding: SignaturePadding
        switch token.header["alg"]?.string {
        case "RS256": padding = .pkcs1
        case "PS256": padding = .pss
        default: throw .invalidAssertion(reason: "The algorithm is not supported.")
        }
        guard token.header["crit"] == nil else { throw .invalidAssertion(reason: "An extension is not supported.") }
        let name = token.header["kid"]?.string
        let keys = published.filter { name == nil || $0.identifier == nil || $0.identifier == name }
        guard !keys.isEmpty else { throw .invalidAssertion(reason: "The key was not found.") }
        guard keys.contains(where: { $0.verifies(token.signature, of: token.signedBytes, padding) }) else {
            throw .invalidAssertion(reason: "The key was found, but the signature is invalid.")
        }
    }
}
