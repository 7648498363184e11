import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: the end of a session")
struct SignOutTests {
    struct Route: Sendable, CustomTestStringConvertible {
        let method: HTTPMethod
        let path: String
        var testDescription: String { "\(method) \(path)" }
    }

    static let routes: [Route] = ["oauth2/logout", "oauth2/v2.0/logout"].flatMap { path in
        [HTTPMethod.get, .post].flatMap { method in
            [SignInHarness.tenant, "saltmarsh.example", "common"].map { Route(method: method, path: "/\($0)/\(path)") }
        }
    }

    private static func send(
        _ harness: SignInHarness, _ route: Route, _ fields: [(String, String?)] = [], cookie: String? = nil
    ) throws -> TokenReply {
        let form = SignInHarness.form(fields)
        let headers = cookie.map { [("Cookie", $0)] } ?? []
        guard route.method == .post else {
            return try harness.tokens.send(.get, route.path + (form.isEmpty ? "" : "?" + form), headers)
        }
        return try harness.tokens.send(
            .post, route.path, headers + [("Content-Type", "application/x-www-form-urlencoded")], body: form)
    }

    @Test("After it, prompt=none needs a new sign-in; other sessions remain", arguments: routes)
    func ends(_ route: Route) throws {
        let harness = try SignInHarness(signIn: "page")
        let (cookie, _) = try harness.signIn()
        let (other, _) = try harness.signIn()
        let reply = try Self.send(harness, route, cookie: cookie)
        #expect(reply.status == 200 && reply.text.contains("You have signed out."))
        #expect(reply.fields["Set-Cookie"]?.contains("insights-simulator-session=; ") == true)
        #expect(reply.fields["Set-Cookie"]?.hasSuffix("; Max-Age=0") == true)
        let again = SignInHarness.parameters(try harness.authorize([("prompt", "none")], cookie: cookie))
        #expect(again["error"] == "login_required")
        #expect(SignInHarness.parameters(try harness.authorize([("prompt", "none")], cookie: other))["code"] != nil)
    }

    static let returns: [(fields: [(String, String?)], location: String?)] = [
        ([("post_logout_redirect_uri", SignInHarness.web)], SignInHarness.web),
        (
            [("post_logout_redirect_uri", SignInHarness.web), ("state", "a b&c")],
            SignInHarness.web + "?state=a+b%26c"
        ),
        (
            [("post_logout_redirect_uri", SignInHarness.web), ("client_id", SignInHarness.clientID)],
            SignInHarness.web
        ),
        ([("post_logout_redirect_uri", "http://localhost:1234")], "http://localhost:1234/"),
        ([("post_logout_redirect_uri", SignInHarness.web), ("client_id", SignInHarness.publicID)], nil),
        ([("post_logout_redirect_uri", "https://elsewhere.example/")], nil),
        ([("post_logout_redirect_uri", "javascript:alert(1)")], nil), ([("state", "x")], nil), ([], nil),
    ]

    @Test("It leads back to a registered address, with the state", arguments: returns)
    func leadsBack(_ row: (fields: [(String, String?)], location: String?)) throws {
        let harness = try SignInHarness(signIn: "page")
        for route in Self.routes where route.path.hasPrefix("/\(SignInHarness.tenant)") {
            let reply = try Self.send(harness, route, row.fields)
            #expect(reply.fields["Location"] == row.location)
            #expect(reply.status == (row.location == nil ? 200 : 302))
        }
    }

    @Test("An unknown tenant is a page with its error")
    func unknownTenant() throws {
        let reply = try Self.send(
            try SignInHarness(signIn: "page"), Route(method: .get, path: "/nowhere.example/oauth2/logout"))
        #expect(reply.status == 400 && reply.text.contains("AADSTS90002: "))
    }

    // MARK: The name of the session

    @Test("With session-state the response names the session, after the state")
    func sessionState() throws {
        let harness = try SignInHarness(signIn: "page", ["session-state": "on"])
        let (cookie, first) = try harness.signIn()
        let location = try #require(first.fields["Location"])
        let name = try #require(SignInHarness.parameters(first)["session_state"])
        #expect(location.hasSuffix("&state=a+b%26c&session_state=\(name)#"))
        #expect(name.count == 36)
        let again = try harness.authorize([("prompt", "none"), ("response_mode", "form_post")], cookie: cookie)
        #expect(again.text.contains("name=\"session_state\" value=\"\(name)\""))
        #expect(SignInHarness.parameters(try harness.signIn().reply)["session_state"] != name)
        let refused = try harness.authorize([("prompt", "none")])
        #expect(SignInHarness.parameters(refused)["session_state"] == nil)
        #expect(SignInHarness.parameters(try SignInHarness().authorize())["session_state"] == nil)
    }

    // MARK: The journal

    @Test("The journal has no code, wherever the response has it", arguments: ["query", "fragment", "form_post"])
    func journal(_ mode: String) throws {
        let harness = try SignInHarness()
        let reply = try harness.authorize([("response_mode", mode)])
        let place = mode == "form_post" ? reply.text : reply.fields["Location"] ?? ""
        let code = try #require(
            place.firstRange(of: "1.A").map { place[$0.lowerBound...].prefix { !"&\"#".contains($0) } })
        for format in ["", "&format=har"] {
            let journal = try TokenReply(
                harness.tokens.simulator.respond(
                    to: HTTPRequest(.get, "/_sim/journal?tenant=\(SignInHarness.tenant)\(format)")))
            #expect(journal.status == 200)
            #expect(journal.text.contains("authorize"))
            #expect(!journal.text.contains(code), "\(journal.text)")
        }
    }
}
