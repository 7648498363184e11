import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsTime

/// Explanations of refused token requests and rejected tokens, more precise than the published messages; they contain
/// no secret.
enum TokenExplanation {
    /// Returns the reason why a token was not granted; nil if there is nothing to add.
    static func text(_ error: TokenError, _ request: HTTPRequest, _ sandbox: TenantRuntime?, trims: Bool) -> String? {
        let form = TokenForm.parameters(request) ?? Parameters(parsing: String(decoding: request.body, as: UTF8.self))
        let notes = [reason(error, form, request, sandbox), trims ? trimmed(form) : nil].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    /// Returns a note on form values that were trimmed; nil if there were none.
    ///
    /// The published examples contain stray spaces, and it is unknown whether the service trims them (token-endpoint
    /// section 5.1).
    static func trimmed(_ form: Parameters) -> String? {
        let names = TokenForm.trimmedParameters.map(\.rawValue).filter { hasBlankEdge(form, $0) }
        guard !names.isEmpty else { return nil }
        return "blanks around \(names.joined(separator: ", ")) were taken away, which the real service may not do"
    }

    private static func reason(
        _ error: TokenError, _ form: Parameters, _ request: HTTPRequest, _ sandbox: TenantRuntime?
    ) -> String? {
        switch error.code {
        case TokenError.missingParameter("").code, TokenError.missingField("").code:
            return missing(error.subject ?? "", form, request)
        case TokenError.invalidClientSecret(clientID: "").code:
            let application = form["client_id"].flatMap {
                sandbox?.tenant.application(withClientID: $0.trimmingBlanks())
            }
            return plusHint(form, "client_secret", application?.secrets ?? []) ?? edgeHint(form, "client_secret")
        case TokenError.invalidPassword.code:
            let user = form["username"].flatMap { sandbox?.tenant.user(named: $0.trimmingBlanks()) }
            return plusHint(form, "password", (user?.password).map { [$0] } ?? []) ?? edgeHint(form, "password")
        case TokenError.tenantNotFound("").code, TokenError.malformedTenant("").code:
            return "GET /_sim/credentials shows the default tenant, GET /_sim/sandboxes the others that were made"
        case TokenError.applicationNotFound(clientID: "", tenant: "").code:
            return "GET /_sim/credentials?tenant=ID shows the tenant's first application"
        case TokenError.unsupportedGrant("").code:
            return "served: client_credentials, password, refresh_token"
                + RefusalDetail.hint(
                    error.subject ?? "", among: ["client_credentials", "password", "refresh_token"])
        default: return nil
        }
    }

    private static func missing(_ name: String, _ form: Parameters, _ request: HTTPRequest) -> String {
        let type = request.fields["Content-Type"] ?? "none"
        guard type.lowercased().contains("x-www-form-urlencoded") else {
            return "Content-Type is \(RefusalDetail.echo(type)): only application/x-www-form-urlencoded is read"
        }
        // Only parameters that look like a name: a malformed body may contain a secret anywhere.
        let sent = form.all.map(\.name).filter(isName)
        return "sent: \(sent.joined(separator: ", "))"
            + (sent.contains(name) ? "; \(name) has no value" : RefusalDetail.hint(name, among: sent))
    }

    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
    }

    /// Returns a hint on the most common error with secrets, a plus sign that was not encoded; nil if it does not
    /// apply.
    private static func plusHint(_ form: Parameters, _ name: String, _ right: [String]) -> String? {
        guard let sent = form.values(named: name).last, sent.contains(" ") else { return nil }
        let withPlus = String(sent.map { $0 == " " ? "+" : $0 })
        return right.contains(withPlus)
            ? "\(name) has a blank where a plus sign belongs: in a form, + must be sent as %2B" : nil
    }

    /// Returns a hint on the next common error, a space copied from the published examples; nil if it does not apply.
    private static func edgeHint(_ form: Parameters, _ name: String) -> String? {
        hasBlankEdge(form, name) ? "\(name) begins or ends with a blank, and is taken as it is sent" : nil
    }

    /// Returns whether a value that is not blank begins or ends with whitespace.
    private static func hasBlankEdge(_ form: Parameters, _ name: String) -> Bool {
        guard let sent = form.values(named: name).last else { return false }
        let bare = sent.trimmingBlanks()
        return !bare.isEmpty && bare != sent
    }

    /// Returns the reason why a token was rejected.
    static func text(
        _ rejection: TokenRejection, _ token: VerifiedToken?, program: PartnerProgram, now: Timestamp
    ) -> String {
        switch rejection {
        case .missing: return "there is no Authorization header"
        case .malformed: return "Authorization is not 'Bearer' with an access token of this simulator"
        case .wrongKey(let mistake): return text(mistake)
        case .wrongSignature: return "the token's signature does not fit its text"
        case .wrongIssuer(let mistake): return text(mistake)
        case .wrongAudience:
            return "the token is for \(RefusalDetail.echo(token?.audience ?? "")), which \(program) does not accept"
        case .retiredAudience(let audience):
            return "the service no longer takes tokens for \(RefusalDetail.echo(audience)); ask for "
                + Settings.partnerCenter
        case .secondFactorMissing: return "the token's user gave no second factor (setting token-mfa)"
        case .outsideLifetime:
            guard let token else { return "the token's time is over" }
            let from = Timestamp(secondsSinceEpoch: token.notBefore)
            return "the token works from \(from) until \(Timestamp(secondsSinceEpoch: token.expires)); "
                + "the tenant's clock shows \(now)"
        }
    }

    private static let isIdentityToken =
        "this is an id token, which says who signed in; an access token is what the service takes"

    private static func text(_ mistake: TokenRejection.KeyMistake) -> String {
        switch mistake {
        case .identityToken: return isIdentityToken
        case .algorithm(let name):
            return "the token's alg is \(name.map(RefusalDetail.echo) ?? "missing"); accepted: 'RS256'"
        case .header(let name):
            return
                "the token's header has \(RefusalDetail.echo(name)), which is never honoured: the key is found by kid"
        case .notMade: return "the token's key is yet to be made"
        case .unnamed: return "the token's header names no key (kid)"
        case .unknown(let name):
            return
                "the token names the key \(RefusalDetail.echo(name)), which is none of this simulator's: it was signed "
                + "by another one, or with another seed"
        case .retired:
            return
                "the key that signed the token is not, or no longer, among those its tenant publishes: a rotation retired "
                + "it; ask for a new token"
        }
    }

    private static func text(_ mistake: TokenRejection.IssuerMistake) -> String {
        switch mistake {
        case .identityToken: return isIdentityToken
        case .version(let version):
            return "the token's ver is \(version.map(RefusalDetail.echo) ?? "missing"); accepted: '1.0'"
        case .tenant: return "the token's tenant is not known, or no longer"
        case .issuer(let expected): return "the token's iss is not its tenant's; accepted: \(expected)"
        case .application: return "the token's application is not known to its tenant"
        case .user: return "the token's user is not known to its tenant"
        }
    }
}
