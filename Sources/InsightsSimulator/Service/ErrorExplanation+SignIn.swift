import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON

/// The reasons why a sign-in was refused; they contain no secret.
extension ErrorExplanation {
    /// Returns the reason for an error of a sign-in.
    static func signIn(_ error: TokenError, _ call: IdentityRequest) -> String? {
        let parameters = call.signInParameters
        let tenant = call.knownTenant?.tenant
        let application = parameters?["client_id"].flatMap { tenant?.application(withClientID: $0) }
        switch error.code {
        case TokenError.malformedRequest.code: return repeated(parameters) ?? tooMany(parameters)
        case TokenError.missingParameter("").code:
            return InputError(place: error.subject ?? "", found: "nothing", expected: "a value").description
        case TokenError.tenantNotFound("").code, TokenError.malformedTenant("").code:
            return "GET /_sim/credentials shows the default tenant, GET /_sim/sandboxes the sandboxes"
        case TokenError.applicationNotFound(clientID: "", tenant: "").code:
            return "GET /_sim/credentials?tenant=ID shows the tenant's first application"
        case TokenError.noRedirectAddress.code: return redirect("nothing", application)
        case TokenError.noRegisteredAddress.code:
            return "redirectUris of the application in the tenants file: found no address; expected at least one"
        case TokenError.redirectMismatch("", clientID: "").code:
            return redirect(InputError.echo(error.subject ?? ""), application)
        case TokenError.unknownResponseType("").code, TokenError.responseTypeNotEnabled("token").code,
            TokenError.responseTypeNotEnabled("id_token").code:
            return InputError(
                place: "response_type", found: InputError.echo(error.subject ?? ""), expected: "code, code id_token"
            ).description
        case TokenError.unsupportedResponseMode("").code:
            return InputError(
                place: "response_mode", found: InputError.echo(error.subject ?? ""),
                expected: "query, fragment, form_post; query only without id_token"
            ).description
        case TokenError.unsupportedPrompt.code:
            return InputError(
                place: "prompt", found: InputError.echo(parameters?["prompt"] ?? ""),
                expected: "login, none, consent, select_account"
            ).description
        case TokenError.invalidChallengeSize.code:
            return InputError(
                place: "code_challenge", found: "\(parameters?["code_challenge"]?.utf8.count ?? 0) characters",
                expected: "43 for S256, 43 to 128 for plain, all of them letters, digits, - . _ ~"
            ).description
        case TokenError.invalidChallengeMethod.code:
            return InputError(
                place: "code_challenge_method", found: InputError.echo(parameters?["code_challenge_method"] ?? ""),
                expected: "S256, plain"
            ).description
        case TokenError.noSession.code:
            return "the browser has no session; the setting token-sign-in signs a user in without a page"
        default: return request(error, parameters) ?? user(error)
        }
    }

    /// Returns the reason for an error in what a request asks for; nil for another error.
    private static func request(_ error: TokenError, _ parameters: Parameters?) -> String? {
        switch error.code {
        case TokenError.resourceNotFound(resource: "", tenant: "").code:
            let place = parameters?["resource"] == nil ? "scope" : "resource"
            return InputError(
                place: place, found: InputError.echo(parameters?[place] ?? ""),
                expected: "a resource that the tenant knows, such as https://api.partnercenter.microsoft.com"
            ).description
        case TokenError.invalidScope("").code:
            return InputError(
                place: "scope", found: InputError.echo(parameters?["scope"] ?? ""),
                expected: "permissions such as https://api.partnercenter.microsoft.com/user_impersonation"
            ).description
        case TokenError.resourceNotSupported.code:
            return InputError(
                place: "resource", found: InputError.echo(parameters?["resource"] ?? ""),
                expected: "nothing at v2, where scope names the resource"
            ).description
        case TokenError.singleTenant(clientID: "", name: "").code:
            return "multiTenant of the application in the tenants file is false; name the tenant in the address"
        case TokenError.signInOver.code:
            return "a step of the sign-in page works once, within ten minutes, and only from the page itself"
        case TokenError.wrongUserCode.code, TokenError.userCodeExpired.code, TokenError.noUserCode.code,
            TokenError.userCodeDecided.code:
            return "user_code: expected one that waits for a decision; GET /_sim/sign-ins shows them"
        default: return nil
        }
    }

    /// Returns the reason why a user cannot sign in, or does not consent.
    private static func user(_ error: TokenError) -> String? {
        switch error.code {
        case TokenError.userNotFound(tenant: "").code:
            return "login_hint and the setting token-sign-in: expected a user of the tenant"
        case TokenError.invalidPassword.code: return "password: expected that of the user in the tenants file"
        case TokenError.consentDeclined.code:
            return "the user declined, at the page, or by the setting token-sign-in or the consents of the application"
        case TokenError.factorDeclined.code:
            return "the user gave no second factor, at the page or by the setting sign-in-factor"
        case TokenError.consentRequired(clientID: "", name: "").code, TokenError.adminConsentRequired.code:
            return "consents of the application in the tenants file, or the setting consent, want a consent first"
        case TokenError.userDisabled.code, TokenError.accountLocked.code, TokenError.passwordExpired.code,
            TokenError.noPassword.code, TokenError.blockedByPolicy(version: .v1).code,
            TokenError.factorRequired(resource: "", version: .v1).code,
            TokenError.factorEnrollmentRequired(resource: "").code, TokenError.resourceNotRegistered.code:
            return "the user's state in the tenants file keeps them from signing in like this"
        default: return nil
        }
    }

    private static func redirect(_ found: String, _ application: Application?) -> String {
        let known = application?.redirectAddresses?.map { $0.uri }
        return InputError(
            place: "redirect_uri", found: found,
            expected: known?.joined(separator: ", ") ?? "an address of http://localhost or http://127.0.0.1",
            hint: "redirectUris of the application in the tenants file"
        ).description
    }

    private static func tooMany(_ parameters: Parameters?) -> String? {
        guard let count = parameters?.all.count, count > TokenForm.parameterLimit else { return nil }
        return InputError(
            place: "parameters", found: "\(count)", expected: "at most \(TokenForm.parameterLimit)"
        ).description
    }

    /// Returns the reason why a code, a device code or a refresh token gets no token; nil for another error.
    ///
    /// Without sign-ins the header stays as it was.
    static func signInGrant(_ error: TokenError, _ form: Parameters) -> String? {
        switch error.code {
        case TokenError.malformedRequest.code:
            return repeated(form) ?? tooMany(form)
                ?? (error.error == "invalid_grant"
                    ? "code: found a text of another form; expected one of a sign-in" : nil)
        case TokenError.redeemedCode.code: return "a code works once"
        case TokenError.invalidGrant.code:
            return "the code or token is unknown to the tenant, or belongs to another application"
        case TokenError.codeOfAnotherTenant.code: return "the code was issued by another tenant"
        case TokenError.grantOfAnotherClient.code: return "client_id: the code was issued to another application"
        case TokenError.redirectMissing.code:
            return InputError(
                place: "redirect_uri", found: "nothing", expected: "the one of the authorization request"
            ).description
        case TokenError.missingClientSecret.code:
            return
                "client_secret, client_assertion: found nothing; expected a credential, since the application has one"
        case TokenError.publicClient.code:
            return
                "client_secret, client_assertion: found a credential; expected none for a public application, or for "
                + "the code of a page"
        case TokenError.notCrossOrigin.code:
            return
                "Origin: found nothing; expected the origin of a page, since the redirect address has the platform spa"
        case TokenError.proofKeyRequired.code:
            return
                "code_challenge of the authorization request: found nothing; expected one, since a page redeems the code"
        case TokenError.authorizationPending.code:
            return error.error == TokenError.slowDown.error
                ? "the last poll was less than the interval ago; each such poll adds five seconds"
                : "no decision yet; it comes from the page, POST /_sim/sign-ins or the setting device-sign-in"
        case TokenError.unknownDeviceCode.code: return "device_code: expected one that the tenant issued"
        case TokenError.expiredDeviceCode.code: return "a device code works for fifteen minutes of the tenant's clock"
        default: return request(error, form) ?? user(error)
        }
    }

    private static func repeated(_ parameters: Parameters?) -> String? {
        let names = parameters?.all.map { $0.name.lowercased() } ?? []
        guard let name = names.first(where: { name in names.count { $0 == name } > 1 }) else { return nil }
        return InputError(
            place: InputError.echo(name), found: "the parameter twice", expected: "each parameter once"
        ).description
    }
}
