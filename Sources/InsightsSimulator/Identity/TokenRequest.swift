import InsightsAPI
import InsightsHTTP

/// A request to the token endpoint, its form read (token-endpoint section 2).
struct TokenRequest: Sendable {
    /// The tenant the address names.
    let tenant: String
    let grantType: String
    let clientID: String?
    let clientSecret: String?
    let username: String?
    let password: String?
    let refreshToken: String?
    let resource: String?
    let scope: String?
    let remoteAddress: String?

    /// How many bytes a form may have.
    static let longestBody = 64 * 1024

    /// Checks steps 1 to 4 of the order of checks: method, form, no repeated parameter, a grant type.
    init(_ request: HTTPRequest, tenant: String) throws(TokenError) {
        guard request.method == .post else { throw .wrongMethod(request.method) }
        guard request.body.count <= Self.longestBody else { throw .bodyTooLarge(limit: Self.longestBody) }
        // A body of another type, JSON for one, has no parameters that the endpoint sees.
        let mediaType = request.fields["Content-Type"]?.prefix { $0 != ";" }.lowercased() ?? ""
        let isForm = String(mediaType).trimmingBlanks() == "application/x-www-form-urlencoded"
        let form = Parameters(parsing: isForm ? String(decoding: request.body, as: UTF8.self) : "")
        let names = form.all.map { $0.name.lowercased() }
        guard Set(names).count == names.count else { throw .malformedRequest }
        guard let grantType = form["grant_type"] else { throw .missingParameter("grant_type") }
        self.tenant = tenant
        self.grantType = grantType
        // The printed examples have stray blanks before values; secrets are taken as they are.
        clientID = form["client_id"]
        clientSecret = Self.untrimmed(form, "client_secret")
        username = form["username"]
        password = Self.untrimmed(form, "password")
        refreshToken = Self.untrimmed(form, "refresh_token")
        resource = form["resource"]
        scope = form["scope"]
        remoteAddress = request.remoteAddress
    }

    /// A value as sent; one without a value counts as absent (RFC 6749 §3.2).
    private static func untrimmed(_ form: Parameters, _ name: String) -> String? {
        form.values(named: name).last.flatMap { $0.isEmpty ? nil : $0 }
    }
}
