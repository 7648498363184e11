import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The reasons why a token was not granted or not accepted; they contain no secret.
extension ErrorExplanation {
    /// Returns the notes on a token request: the reason for its error, and what was read differently; nil for none.
    static func grant(_ error: TokenError?, _ call: IdentityRequest, trims: Bool) -> String? {
        guard error != nil || call.form?.parameters != nil else { return nil }
        // A body of another type is parsed here, since only its explanation reads it.
        let form = call.form?.parameters ?? Parameters(parsing: String(decoding: call.request.body, as: UTF8.self))
        let cause = error.flatMap { reason($0, form, call) }
        let blanks = trims ? trimmed(form) : error.flatMap { _ in untrimmed(form) }
        let notes = [cause, blanks].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    /// Returns a note on form values that were trimmed; nil if there were none.
    ///
    /// The published examples contain stray spaces, and it is unknown whether the service trims them (token-endpoint
    /// section 5.1).
    static func trimmed(_ form: Parameters) -> String? {
        let names = TokenForm.trimmedParameters.map(\.rawValue).filter { hasBlankEdge(form, $0) }
        guard !names.isEmpty else { return nil }
        return "trimmed blanks around \(names.joined(separator: ", ")); the real service may not"
    }

    /// Returns a note on form values with blank edges, which may be why a request was refused; nil if there are none.
    private static func untrimmed(_ form: Parameters) -> String? {
        let names = TokenForm.trimmedParameters.map(\.rawValue).filter { hasBlankEdge(form, $0) }
        guard !names.isEmpty else { return nil }
        let verb = names.count == 1 ? "begins or ends" : "begin or end"
        return "\(names.joined(separator: ", ")) \(verb) with a blank, which is part of the value"
    }

    private static func reason(
        _ error: TokenError, _ form: Parameters, _ call: IdentityRequest
    ) -> String? {
        let tenant = call.knownTenant?.tenant
        switch error.code {
        case TokenError.missingParameter("").code, TokenError.missingField("").code:
            return missing(error.subject ?? "", form, call.request)
        case TokenError.invalidClientSecret(clientID: "").code:
            let application = form["client_id"].flatMap {
                tenant?.application(withClientID: $0.trimmingBlanks())
            }
            return plusHint(form, "client_secret", application?.secrets ?? []) ?? edgeHint(form, "client_secret")
        case TokenError.invalidPassword.code:
            let user = form["username"].flatMap { tenant?.user(named: $0.trimmingBlanks()) }
            return plusHint(form, "password", (user?.password).map { [$0] } ?? []) ?? edgeHint(form, "password")
        case TokenError.tenantNotFound("").code, TokenError.malformedTenant("").code:
            return "GET /_sim/credentials shows the default tenant, GET /_sim/sandboxes the sandboxes"
        case TokenError.applicationNotFound(clientID: "", tenant: "").code:
            return "GET /_sim/credentials?tenant=ID shows the tenant's first application"
        case TokenError.unsupportedGrant("").code:
            let known = (call.knownTenant?.tokenSettings.grants ?? TokenGrantType.withoutSignIn).map(\.rawValue)
            return InputError(
                place: "grant_type", found: InputError.echo(error.subject ?? ""),
                expected: known.joined(separator: ", "),
                hint: InputError.suggestion(for: error.subject ?? "", among: known)
            ).description
        case TokenError.redirectDiffers("", requested: "").code:
            return "redirect_uri must be the one of the authorization request, letter for letter"
        case TokenError.wrongVerifier.code:
            return
                "code_verifier: found \(form["code_verifier"] == nil ? "nothing" : "another"); expected the one from "
                + "which code_challenge was made"
        case TokenError.expiredCode.code: return "a code works for ten minutes of the tenant's clock"
        case TokenError.issuerKeysUnavailable("").code: return error.subject
        case TokenError.crossOrigin("").code:
            return "the setting origin-rule lets pages redeem only codes of redirect addresses of the platform spa, "
                + "without a credential"
        case TokenError.servicePrincipalMissing(clientID: "", tenantID: "").code:
            return "servicePrincipal of the application in the tenants file is false"
        default: return call.knownTenant?.tokenSettings.hasSignIn == true ? signInGrant(error, form) : nil
        }
    }

    private static func missing(_ name: String, _ form: Parameters, _ request: HTTPRequest) -> String {
        let type = request.fields["Content-Type"] ?? "none"
        guard type.lowercased().contains("x-www-form-urlencoded") else {
            return InputError(
                place: "Content-Type", found: InputError.echo(type), expected: "application/x-www-form-urlencoded"
            ).description
        }
        if let encoding = request.unsupportedEncoding {
            return InputError(place: "body", found: encoding, expected: "a form in UTF-8 without a content coding")
                .description
        }
        // Only parameters that look like a name: a malformed body may contain a secret anywhere.
        let sent = form.all.map(\.name).filter(isName)
        return InputError(
            place: name, found: sent.contains(name) ? "an empty value" : "nothing", expected: "a value",
            hint: "the form has: " + (sent.isEmpty ? "nothing" : sent.joined(separator: ", "))
                + (sent.contains(name) ? "" : InputError.suggestion(for: name, among: sent).map { "; \($0)" } ?? "")
        ).description
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
            ? "\(name) has a blank where a plus sign belongs; send + as %2B in a form" : nil
    }

    /// Returns a hint on the next common error, a space copied from the published examples; nil if it does not apply.
    private static func edgeHint(_ form: Parameters, _ name: String) -> String? {
        hasBlankEdge(form, name) ? "\(name) begins or ends with a blank, which is part of the value" : nil
    }

    /// Returns whether a value that is not blank begins or ends with whitespace.
    private static func hasBlankEdge(_ form: Parameters, _ name: String) -> Bool {
        guard let sent = form.values(named: name).last else { return false }
        let bare = sent.trimmingBlanks()
        return !bare.isEmpty && bare != sent
    }

    /// Returns the reason why a token was rejected.
    static func token(
        _ rejection: TokenRejection, _ token: VerifiedToken?, program: PartnerProgram, now: Timestamp
    ) -> String {
        switch rejection {
        case .missing: return "Authorization: found nothing; expected 'Bearer' and an access token"
        case .malformed:
            return "Authorization: found something else; expected 'Bearer' and an access token of this simulator"
        case .wrongKey(let mistake): return key(mistake)
        case .wrongSignature: return "the token's signature does not match its text"
        case .wrongIssuer(let mistake): return issuer(mistake)
        case .wrongAudience:
            return "the token is for \(InputError.echo(token?.audience ?? "")), which \(program) does not accept"
        case .retiredAudience(let audience):
            return "the service no longer accepts tokens for \(InputError.echo(audience)); ask for "
                + Settings.partnerCenter
        case .secondFactorMissing, .secondFactorRequired:
            return "the token's user signed in without a second factor, which the setting token-mfa requires"
        case .outsideLifetime:
            guard let token else { return "the token has expired" }
            let from = Timestamp(secondsSinceEpoch: token.notBefore)
            return "the token is valid from \(from) until \(Timestamp(secondsSinceEpoch: token.expires)); "
                + "the tenant's clock shows \(now)"
        }
    }

    private static let isIdentityToken =
        "found an id token; expected an access token"

    private static func key(_ mistake: TokenRejection.KeyMistake) -> String {
        switch mistake {
        case .identityToken: return isIdentityToken
        case .algorithm(let name):
            return "the token's alg: found \(name.map(InputError.echo) ?? "nothing"); expected 'RS256'"
        case .header(let name):
            return
                "the token's header has \(InputError.echo(name)), which is ignored; expected kid to name the key"
        case .notMade: return "the token's key does not exist yet"
        case .unnamed: return "the token's header names no key (kid)"
        case .unknown(let name):
            return
                "the token names the key \(InputError.echo(name)), which this simulator does not have: another "
                + "simulator signed it, or one with another seed"
        case .retired:
            return
                "a key rotation retired the key that signed the token; ask for a new token"
        }
    }

    private static func issuer(_ mistake: TokenRejection.IssuerMistake) -> String {
        switch mistake {
        case .identityToken: return isIdentityToken
        case .version(let version):
            return "the token's ver: found \(version.map(InputError.echo) ?? "nothing"); expected '1.0'"
        case .tenant: return "the token's tenant does not exist, or not any more"
        case .issuer(let expected): return "the token's iss is not its tenant's; expected \(expected)"
        case .application: return "the token's application is not known to its tenant"
        case .user: return "the token's user is not known to its tenant"
        }
    }
}
