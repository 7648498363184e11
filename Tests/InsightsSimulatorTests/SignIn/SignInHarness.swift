import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsSimulator
import InsightsTime
import Testing

/// A simulator with sign-ins, and a client of one of its applications.
struct SignInHarness {
    static let tenant = TokenTrial.tenant
    static let clientID = TokenTrial.reader.clientID
    static let secret = TokenTrial.reader.secret
    /// A public application, which registered no addresses.
    static let publicID = "4676b2bf-ee7a-4d9c-935b-49b930f6ea23"
    static let web = "https://trial.saltmarsh.example/signin"
    static let page = "http://localhost:5173/page"
    static let native = "http://127.0.0.1:51000/native"
    static let scope = "https://api.partnercenter.microsoft.com/user_impersonation offline_access openid"
    static let verifier = String(repeating: "verifier-", count: 5)
    static let challenge = Base64URL.encode(Digest.sha256(verifier.utf8))

    let tokens: TokenHarness

    init(
        signIn: String = "taylor.brook@saltmarsh.example", _ settings: [String: String] = [:],
        fixtures: FixtureStore? = nil
    ) throws {
        tokens = try TokenHarness(fixtures: fixtures) { values in
            for (name, value) in settings.merging(["token-sign-in": signIn], uniquingKeysWith: { own, _ in own }) {
                do {
                    try values.set(name, to: value)
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
    }

    static func form(_ fields: [(String, String?)]) -> String {
        var merged: [(String, String)] = []
        for (name, value) in fields {
            merged.removeAll { $0.0 == name }
            if let value { merged.append((name, value)) }
        }
        return merged.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }

    /// Sends an authorization request, some parameters changed, added or (by nil) left out.
    func authorize(
        _ changes: [(String, String?)] = [], tenant: String = tenant, v1: Bool = false, extra: String = "",
        cookie: String? = nil
    ) throws -> TokenReply {
        let target = v1 ? ("resource", TokenTrial.active.resource) : ("scope", Self.scope)
        let query = Self.form(
            [
                ("client_id", Self.clientID), ("response_type", "code"), ("redirect_uri", Self.web), target,
                ("state", "a b&c"),
            ] + changes)
        let path = v1 ? "oauth2/authorize" : "oauth2/v2.0/authorize"
        return try tokens.send(
            .get, "/\(tenant)/\(path)?\(query)\(extra)", cookie.map { [("Cookie", $0)] } ?? [])
    }

    /// Gets a code.
    func code(_ changes: [(String, String?)] = [], v1: Bool = false) throws -> String {
        let reply = try authorize(changes, v1: v1)
        return try #require(Self.parameters(reply)["code"])
    }

    /// Returns the parameters of a redirect, in its query or fragment.
    static func parameters(_ reply: TokenReply) -> Parameters {
        let location = reply.fields["Location"] ?? ""
        let query = location.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let fragment = location.split(separator: "#", maxSplits: 1).dropFirst().first ?? ""
        return Parameters(parsing: String(fragment.isEmpty ? query.prefix { $0 != "#" } : fragment))
    }

    /// Redeems a code.
    func redeem(
        _ code: String?, _ changes: [(String, String?)] = [], tenant: String = tenant, v1: Bool = false,
        origin: String? = nil
    ) throws -> TokenReply {
        try post(
            [
                ("grant_type", "authorization_code"), ("client_id", Self.clientID), ("client_secret", Self.secret),
                ("code", code), ("redirect_uri", Self.web),
            ] + changes, tenant: tenant, v1: v1, origin: origin)
    }

    func post(
        _ fields: [(String, String?)], tenant: String = tenant, v1: Bool = false, origin: String? = nil,
        path: String = "token"
    ) throws -> TokenReply {
        try tokens.send(
            .post, "/\(tenant)/oauth2/\(v1 ? "" : "v2.0/")\(path)",
            [("Content-Type", "application/x-www-form-urlencoded")] + (origin.map { [("Origin", $0)] } ?? []),
            body: Self.form(fields))
    }

    /// Takes a step at the page.
    func step(
        _ page: TokenReply, _ fields: [(String, String?)], _ headers: [(String, String)] = []
    ) throws -> TokenReply {
        let flow = try #require(Self.flow(page), "\(page.text)")
        return try tokens.send(
            .post, "/\(Self.tenant)/login", [("Content-Type", "application/x-www-form-urlencoded")] + headers,
            body: Self.form([("flow_token", flow)] + fields))
    }

    static func flow(_ page: TokenReply) -> String? {
        let text = page.text
        guard let start = text.firstRange(of: "?flow_token=") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    static func claims(_ token: String?) -> JSONValue? {
        token.flatMap { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count > 1 ? Base64URL.decode(parts[1].utf8).flatMap { try? JSONParser.parse($0) } : nil
        }
    }

    /// Signs a user in at the page, and returns the cookie of the session and the last response.
    func signIn(_ changes: [(String, String?)] = []) throws -> (cookie: String, reply: TokenReply) {
        let fields: [(String, String?)] = [
            ("action", "sign-in"), ("username", "taylor.brook@saltmarsh.example"),
            ("password", "practice-password-of-taylor"),
        ]
        let reply = try step(try step(try authorize(changes), fields), [("action", "approve")])
        return (String((reply.fields["Set-Cookie"] ?? "").prefix { $0 != ";" }), reply)
    }

    func admin(_ method: HTTPMethod, _ body: String = "") throws -> TokenReply {
        try TokenReply(
            tokens.simulator.respond(
                to: HTTPRequest(method, "/_sim/sign-ins?tenant=\(Self.tenant)", body: Array(body.utf8))))
    }

    func advance(_ text: String) throws {
        let body = #"{"advance":"\#(text)"}"#
        let reply = try TokenReply(
            tokens.simulator.respond(
                to: HTTPRequest(.post, "/_sim/clock?tenant=\(Self.tenant)", body: Array(body.utf8))))
        #expect(reply.status == 200, "\(reply.text)")
    }
}
