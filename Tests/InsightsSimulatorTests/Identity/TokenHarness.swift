import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// A simulator over the package's fixtures with a manual clock, and helpers for the tests of tokens.
struct TokenHarness: Sendable {
    /// 1709287200, the instant of the reference's worked example.
    static let start = Timestamp("2024-03-01T10:00:00Z")!

    let simulator: Simulator

    init(
        seed: UInt64 = 7, clock: SimulatorClock = .manual(start), fixtures: FixtureStore? = nil,
        _ change: (inout Settings) -> Void = { _ in }
    ) throws {
        var settings = Settings()
        change(&settings)
        simulator = Simulator(
            settings: settings, clock: clock, seed: seed, fixtures: try fixtures ?? .standard(),
            baseURL: "http://sim.test")
    }

    func send(
        _ method: HTTPMethod, _ target: String, _ fields: [(String, String)] = [], body: String = "",
        from remoteAddress: String? = nil, isSecure: Bool = false
    ) throws -> TokenReply {
        var request = HTTPRequest(
            method, target, fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }), body: Array(body.utf8),
            remoteAddress: remoteAddress)
        request.isSecure = isSecure
        let response = simulator.respond(to: request)
        let reply = try TokenReply(response)
        try APIDescription.expect(request, response, of: simulator, body: reply.body)
        return reply
    }

    /// Posts a form to a tenant's token endpoint.
    func post(
        _ form: String, tenant: String = TokenAccount.reader.tenant, _ fields: [(String, String)] = [],
        type: String? = "application/x-www-form-urlencoded", from remoteAddress: String? = nil, isSecure: Bool = false
    ) throws -> TokenReply {
        let type = type.map { [("Content-Type", $0)] } ?? []
        return try send(
            .post, "/\(tenant)/oauth2/token", type + fields, body: form, from: remoteAddress, isSecure: isSecure)
    }

    /// Posts an account's own form, some of its fields changed, added or (by nil) left out.
    func post(_ account: TokenAccount, _ changes: [(String, String?)] = []) throws -> TokenReply {
        try post(account.form(changes), tenant: account.tenant)
    }

    /// Requests a token for an account.
    func token(_ account: TokenAccount, _ changes: [(String, String?)] = []) throws -> String {
        try #require(try post(account, changes).json?["access_token"]?.string)
    }

    /// Calls the service with a token.
    func call(
        _ path: String, _ method: HTTPMethod = .get, token: String, body: String = ""
    ) throws -> TokenReply {
        try send(method, "/insights/v1/\(path)", [("Authorization", "Bearer \(token)")], body: body)
    }
}

/// An answer as tests look at it.
struct TokenReply: Sendable {
    let status: Int
    let reasonPhrase: String?
    let fields: HTTPFields
    let body: [UInt8]

    init(_ response: HTTPResponse) throws {
        reasonPhrase = response.reasonPhrase
        status = response.status.code
        fields = response.fields
        body = try response.bodyBytes()
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue? { try? JSONParser.parse(body) }
    /// The AADSTS number of a refusal.
    var code: Int? { json?["error_codes"]?[0]?.integer }
    /// The first line of a refusal's description, without its number.
    var reason: String? {
        guard let description = json?["error_description"]?.string, let colon = description.firstIndex(of: ":") else {
            return nil
        }
        let rest = description[colon...].dropFirst(2)
        return String(rest.prefix { !$0.isNewline })
    }
    var message: String? { json?["message"]?.string }
}

/// Whom tests sign in as: an application of the fixtures, alone or with a user.
struct TokenAccount: Sendable, CustomTestStringConvertible {
    var name: String
    var tenant: String
    var clientID: String
    var secret: String
    var username: String?
    var password: String?
    var resource: String

    var testDescription: String { name }

    private static let harborlight = "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201"
    private static let quillmark = "a97c4e13-2d86-4f5b-b1e0-3f58d06c9b72"

    /// A Manager in cmp, enrolled in mpn.
    static let reader = TokenAccount(
        name: "Manager", tenant: harborlight, clientID: "c3a0f6d2-1b7e-4d95-9f24-6ea8b05c7310",
        secret: "offline-practice-secret", resource: "https://graph.windows.net")
    /// A Developer in cmp, enrolled in mpn.
    static let developer = TokenAccount(
        name: "Developer", tenant: harborlight, clientID: "e81b5c47-0fa2-4b6d-8d13-29c7f0a6be54",
        secret: "practice+secret/odd=signs~only", resource: "https://graph.windows.net")
    /// Enrolled in nothing.
    static let stranger = TokenAccount(
        name: "not enrolled", tenant: harborlight, clientID: "26f7d9b3-a4e8-4c01-b7f6-d13e5a802c9f",
        secret: "practice-secret-of-a-stranger", resource: "https://graph.windows.net")
    /// A Manager of another tenant.
    static let neighbour = TokenAccount(
        name: "neighbour", tenant: quillmark, clientID: "48d1a0be-f79c-4263-8e5a-b06f2c93d715",
        secret: "practice-secret-next-door", resource: "https://graph.windows.net")
    /// An Executive report viewer.
    static let avery = reader.with("avery.holt", "practice-password-of-avery")
    /// A Report viewer.
    static let robin = reader.with("robin.vale", "practice+password/of=robin~")
    /// A user without a role.
    static let casey = reader.with("casey.moss", "practice-password-of-casey")
    /// An Executive report viewer through an application that is not enrolled.
    static let averyOfStranger = stranger.with("avery.holt", "practice-password-of-avery")

    private func with(_ username: String, _ password: String) -> TokenAccount {
        var account = self
        account.name = "\(username) through \(name)"
        account.username = "\(username)@harborlight.example"
        account.password = password
        account.resource = "https://api.partnercenter.microsoft.com"
        return account
    }

    /// Returns the form a client sends, with changes: a value replaces or adds a field, nil removes it.
    func form(_ changes: [(String, String?)] = []) -> String {
        var fields = [("resource", resource), ("client_id", clientID), ("client_secret", secret)]
        if let username, let password {
            fields += [("grant_type", "password"), ("username", username), ("password", password)]
        } else {
            fields.append(("grant_type", "client_credentials"))
        }
        for (name, value) in changes {
            fields.removeAll { $0.0 == name }
            if let value { fields.append((name, value)) }
        }
        return fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }
}
