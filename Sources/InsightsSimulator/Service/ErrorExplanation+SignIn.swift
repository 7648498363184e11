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
        case TokenError.malformedRequest.code: return repeated(parameters)
        case TokenError.missingParameter("").code:
            return InputError(place: error.subject ?? "", found: "nothing", expected: "a value").description
        case TokenError.tenantNotFound("").code, TokenError.malformedTenant("").code:
            return "GET /_sim/credentials shows the default tenant, GET /_sim/sandboxes the sandboxes"
        case TokenError.applicationNotFound(clientID: "", tenant: "").code:
            return "GET /_sim/credentials?tenant=ID shows the tenant's first application"
        case TokenError.redirectMismatch("", clientID: "").code:
            let known = application?.redirectAddresses?.map { $0.uri }
            return InputError(
                place: "redirect_uri", found: InputError.echo(error.subject ?? ""),
                expected: known?.joined(separator: ", ") ?? "an address of http://localhost or http://127.0.0.1",
                hint: "redirectUris of the application in the tenants file"
            ).description
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
        default: return nil
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
