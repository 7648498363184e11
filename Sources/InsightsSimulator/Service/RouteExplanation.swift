import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery

/// Says which route an address that has none may have meant.
enum RouteExplanation {
    private static let resources = ["ScheduledDataset", "ScheduledQueries", "ScheduledReport"]

    /// For an address outside the service, the token endpoint and the downloads.
    static func text(_ segments: [String], settings: Settings) -> String {
        let names = segments.map { $0.lowercased() }
        guard let first = names.first else { return "the address has no path; \(examples)" }
        if first == "analytics", !settings.analyticsAlias {
            return "/analytics/ is answered only with the setting analytics-alias; /insights/v1/ always is"
        }
        if first == "insights" {
            guard names.count > 1, names[1] == "v1" else {
                return "the version \(RefusalDetail.echo(segments.dropFirst().first ?? "")) is not served: v1 is"
            }
            return service(Array(segments.dropFirst(2)), program: nil)
        }
        if names.contains("oauth2") || names.contains("token") {
            return "the token endpoint is POST /{tenant}/oauth2/token"
        }
        if resources.map({ $0.lowercased() }).contains(first) || Program(rawValue: first) != nil {
            return "the path must begin with /insights/v1/{cmp|mpn}/"
        }
        return "no route begins with \(RefusalDetail.echo("/" + segments[0]))"
            + RefusalDetail.hint(
                segments[0], among: ["insights", SimulatorNames.downloadPrefix, SimulatorNames.administrationPrefix])
            + "; \(examples)"
    }

    /// For an address below `/insights/v1/`, or below a program's.
    static func service(_ segments: [String], program: Program?) -> String {
        guard let program else {
            let name = segments.first ?? ""
            return "the program \(RefusalDetail.echo(name)) is not known: cmp and mpn are"
                + RefusalDetail.hint(name, among: Program.allCases.map(\.rawValue))
        }
        guard let first = segments.first else { return "after /insights/v1/\(program)/ comes \(list)" }
        guard let resource = resources.first(where: { $0.lowercased() == first.lowercased() }) else {
            return "no route of \(program) is called \(RefusalDetail.echo(first)): \(list) are"
                + RefusalDetail.hint(first, among: resources)
        }
        if resource == "ScheduledReport", segments.count == 3 {
            let known = ["pause", "resume", "execution"]
            return "ScheduledReport/\(segments[1])/... is no route: pause, resume and execution are"
                + RefusalDetail.hint(segments[1], among: known)
        }
        return "no route of \(resource) has \(segments.count - 1) more segments"
    }

    private static let list = "ScheduledDataset, ScheduledQueries and ScheduledReport"
    private static let examples =
        "there are /insights/v1/{cmp|mpn}/..., /{tenant}/oauth2/token, /reports/... and /_sim/..."
}

/// Says why a token was not granted or not taken, beyond the published words; no secret is in it.
enum TokenExplanation {
    static func text(_ error: TokenError, _ request: HTTPRequest, _ sandbox: Sandbox?) -> String? {
        let form = Parameters(parsing: String(decoding: request.body, as: UTF8.self))
        switch error.code {
        case TokenError.missingParameter("").code, TokenError.missingField("").code:
            return missing(error.subject ?? "", form, request)
        case TokenError.invalidClientSecret(clientID: "").code:
            let application = form["client_id"].flatMap { sandbox?.tenant.application(withClientID: $0) }
            return plusHint(form, "client_secret", application?.secrets ?? [])
        case TokenError.invalidPassword.code:
            let user = form["username"].flatMap { sandbox?.tenant.user(named: $0) }
            return plusHint(form, "password", (user?.password).map { [$0] } ?? [])
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
        // Only what has the form of a name: a body that is no form may hold a secret anywhere.
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

    /// The commonest mistake with secrets: a plus sign that was not encoded.
    private static func plusHint(_ form: Parameters, _ name: String, _ right: [String]) -> String? {
        guard let sent = form.values(named: name).last, sent.contains(" ") else { return nil }
        let withPlus = String(sent.map { $0 == " " ? "+" : $0 })
        return right.contains(withPlus)
            ? "\(name) has a blank where a plus sign belongs: in a form, + must be sent as %2B" : nil
    }

    static func text(_ rejection: TokenRejection, _ token: VerifiedToken?, program: Program, now: Timestamp) -> String {
        switch rejection {
        case .missing: return "there is no Authorization header"
        case .malformed: return "Authorization is not 'Bearer' with an access token of this simulator"
        case .wrongKey: return "the token was signed with another key: by another simulator, or with another seed"
        case .wrongSignature: return "the token's signature does not fit its text"
        case .wrongIssuer: return "the token's tenant, application or user is not known, or no longer"
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
}
