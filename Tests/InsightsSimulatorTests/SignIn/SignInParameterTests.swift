import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

/// Each parameter of the sign-in routes that is missing, doubled or wrong: number, OAuth code, place and explanation.
@Suite("Sign-in: each parameter missing, doubled, wrong")
struct SignInParameterTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var route = "authorize"
        var v1 = false
        let name: String
        /// The value; nil leaves the parameter out, and `twice` sends it a second time.
        var value: String?
        var isDoubled = false
        /// The number; nil if the request works.
        let code: Int?
        var error = "invalid_request"
        var isOnPage = false
        var status = 400
        /// What the explanation contains.
        var reason = ""
        var testDescription: String {
            "\(route) \(v1 ? "v1" : "v2") \(name) \(isDoubled ? "doubled" : value.map { "'\($0)'" } ?? "missing")"
        }
    }

    private static func missing(
        _ name: String, _ code: Int?, error: String = "invalid_request", page: Bool = false, v1: Bool = false,
        route: String = "authorize", status: Int = 400, _ reason: String = ""
    ) -> Row {
        Row(
            route: route, v1: v1, name: name, code: code, error: error, isOnPage: page, status: status, reason: reason)
    }

    private static func wrong(
        _ name: String, _ value: String, _ code: Int?, error: String = "invalid_request", page: Bool = false,
        v1: Bool = false, route: String = "authorize", status: Int = 400, _ reason: String = ""
    ) -> Row {
        Row(
            route: route, v1: v1, name: name, value: value, code: code, error: error, isOnPage: page, status: status,
            reason: reason)
    }

    private static func doubled(_ names: [String], route: String, v1: Bool) -> [Row] {
        names.map { name in
            Row(
                route: route, v1: v1, name: name, value: "x", isDoubled: true, code: 9_002_313,
                isOnPage: route == "authorize",
                reason: "'\(name)': found the parameter twice; expected each parameter once")
        }
    }

    // MARK: Authorization requests

    static let authorize: [Row] =
        [
            missing("client_id", 900_144, page: true, "client_id: found nothing"),
            missing("redirect_uri", 900_971, page: true, "redirect_uri: found nothing; expected https://trial."),
            missing("response_type", 900_144, "response_type: found nothing"), missing("response_mode", nil),
            missing("scope", 900_144, "scope: found nothing"), missing("state", nil), missing("prompt", nil),
            missing("login_hint", nil), missing("code_challenge", nil), missing("nonce", nil),
            missing("resource", nil, v1: true),
            wrong("client_id", "00000000-0000-4000-8000-000000000000", 700_016, page: true, "/_sim/credentials"),
            wrong("client_id", "x", 700_016, page: true, "/_sim/credentials"),
            wrong("redirect_uri", "https://x.example", 50011, page: true, "redirect_uri: found 'https://x.example'"),
            wrong("response_type", "x", 70005, error: "unsupported_response_type", "response_type: found"),
            wrong("response_type", "token", 700_051, error: "unsupported_response_type", "response_type: found"),
            wrong("response_mode", "x", 70007, "response_mode: found"),
            wrong("scope", "https://x.example/y", 500_011, error: "invalid_resource", "scope: found"),
            wrong("scope", "https://graph.microsoft.com/X", 70011, error: "invalid_scope", "scope: found"),
            wrong("resource", "https://graph.microsoft.com", 901_002, "resource: found"),
            wrong("resource", "https://x.example", 500_011, error: "invalid_resource", v1: true, "resource: found"),
            wrong("prompt", "x", 90023, "prompt: found"),
            wrong("code_challenge", "x", 501_491, "code_challenge: found 1 characters"),
            wrong("code_challenge_method", "x", 50149, "code_challenge_method: found 'x'"),
            // Unknown parameters, and those about languages, are taken.
            wrong("mkt", "de-DE", nil), wrong("ui_locales", "fr", nil), wrong("domain_hint", "x", nil),
            wrong("x", "y", nil),
        ]
        + doubled(
            [
                "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "prompt", "login_hint",
                "nonce", "code_challenge", "code_challenge_method", "mkt",
            ], route: "authorize", v1: false)
        + doubled(["client_id", "redirect_uri", "resource", "state"], route: "authorize", v1: true)

    @Test("At the authorization endpoint", arguments: authorize)
    func atAuthorization(_ row: Row) throws {
        let extra = row.isDoubled ? "&\(row.name)=x&\(row.name.uppercased())=y" : ""
        let reply = try SignInHarness().authorize(
            row.isDoubled ? [(row.name, nil)] : [(row.name, row.value)], v1: row.v1, extra: extra)
        let detail = reply.fields["x-insights-simulator-detail"] ?? ""
        guard let code = row.code else {
            #expect(SignInHarness.parameters(reply)["code"] != nil, "\(reply.text)")
            return
        }
        #expect(detail.contains(row.reason) && !row.reason.isEmpty, "\(detail)")
        guard !row.isOnPage else {
            #expect(reply.status == 400 && reply.fields["Location"] == nil)
            #expect(reply.text.contains("AADSTS\(code): "))
            return
        }
        let parameters = SignInHarness.parameters(reply)
        #expect(reply.status == 302)
        #expect(parameters["error"] == row.error)
        #expect(parameters["error_description"]?.hasPrefix("AADSTS\(code): ") == true, "\(parameters)")
        #expect(parameters["state"] == "a b&c")
    }

    // MARK: Device codes

    static let devices: [Row] =
        [
            missing("client_id", 900_144, route: "devicecode", "client_id: found nothing"),
            missing("scope", 900_144, route: "devicecode", "scope: found nothing"),
            missing("resource", 900_144, v1: true, route: "devicecode", "resource: found nothing"),
            wrong(
                "client_id", "x", 700_016, error: "unauthorized_client", route: "devicecode", "/_sim/credentials"),
            wrong(
                "scope", "https://x.example/y", 500_011, error: "invalid_resource", route: "devicecode", "scope: found"),
            wrong(
                "scope", "https://graph.microsoft.com/X", 70011, error: "invalid_scope", route: "devicecode",
                "scope: found"),
            wrong("resource", "https://x.example", 901_002, route: "devicecode", "resource: found"),
            wrong(
                "resource", "https://x.example", 500_011, error: "invalid_resource", v1: true, route: "devicecode",
                "resource: found"),
            wrong("mkt", "de-DE", nil, route: "devicecode"),
        ] + doubled(["client_id", "scope", "mkt"], route: "devicecode", v1: false)
        + doubled(["client_id", "resource"], route: "devicecode", v1: true)

    // MARK: Tokens

    static let codes: [Row] =
        [
            missing("grant_type", 900_144, route: "code", "grant_type: found nothing"),
            missing("client_id", 900_144, route: "code", "client_id: found nothing"),
            missing("client_secret", 7_000_218, error: "invalid_client", route: "code", status: 401, "found nothing"),
            missing("code", 900_144, route: "code", "code: found nothing"),
            missing("redirect_uri", 700_009, route: "code", "redirect_uri: found nothing"),
            missing("code_verifier", 501_481, error: "invalid_grant", route: "code", "code_verifier: found nothing"),
            missing("scope", nil, route: "code"),
            wrong("grant_type", "x", 70003, error: "unsupported_grant_type", route: "code", "grant_type: found"),
            wrong("client_id", "x", 700_016, error: "unauthorized_client", route: "code", "/_sim/credentials"),
            wrong(
                "client_secret", " x", 7_000_215, error: "invalid_client", route: "code", status: 401, "client_secret"),
            wrong("code", "x", 9_002_313, error: "invalid_grant", route: "code", "code: found"),
            wrong("code", "1.Ax", 70000, error: "invalid_grant", route: "code", "unknown to the tenant"),
            wrong("redirect_uri", "x", 500_112, error: "invalid_client", route: "code", "redirect_uri must be"),
            wrong("code_verifier", "x", 501_481, error: "invalid_grant", route: "code", "code_verifier: found another"),
            wrong("scope", "https://x.example/y", 500_011, error: "invalid_resource", route: "code", "scope: found"),
            wrong(
                "resource", "https://x.example", 500_011, error: "invalid_resource", v1: true, route: "code",
                "resource:"),
            wrong("x", "y", nil, route: "code"),
        ]
        + doubled(
            [
                "grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier", "scope", "x",
            ], route: "code", v1: false)
        + doubled(["code", "resource"], route: "code", v1: true)

    static let polls: [Row] =
        [
            missing("grant_type", 900_144, route: "poll", "grant_type: found nothing"),
            missing("client_id", 900_144, route: "poll", "client_id: found nothing"),
            missing("device_code", 900_144, route: "poll", "device_code: found nothing"),
            wrong("client_id", "x", 700_016, error: "unauthorized_client", route: "poll", "/_sim/credentials"),
            wrong("device_code", "1.Dx", 70018, error: "bad_verification_code", route: "poll", "device_code: expected"),
            wrong("client_secret", "x", 700_025, error: "invalid_client", route: "poll", status: 401, "expected none"),
            wrong("scope", "openid", nil, route: "poll"),
        ] + doubled(["grant_type", "client_id", "device_code", "scope"], route: "poll", v1: false)

    @Test("At the endpoints of tokens and device codes", arguments: devices + codes + polls)
    func atForms(_ row: Row) throws {
        let harness = try SignInHarness(["device-sign-in": "after:0"])
        var fields: [(String, String?)]
        switch row.route {
        case "devicecode":
            fields = [("client_id", SignInHarness.publicID)]
            fields.append(row.v1 ? ("resource", "https://graph.microsoft.com") : ("scope", SignInHarness.scope))
        case "poll":
            let device = try harness.post(
                [("client_id", SignInHarness.publicID), ("scope", SignInHarness.scope)], path: "devicecode")
            fields = [
                ("grant_type", "device_code"), ("client_id", SignInHarness.publicID),
                ("device_code", device.json?["device_code"]?.string),
            ]
        default:
            let code = try harness.code([("code_challenge", SignInHarness.verifier)], v1: row.v1)
            fields = [
                ("grant_type", "authorization_code"), ("client_id", SignInHarness.clientID),
                ("client_secret", SignInHarness.secret), ("code", code), ("redirect_uri", SignInHarness.web),
                ("code_verifier", SignInHarness.verifier),
            ]
        }
        fields.append((row.name, row.isDoubled ? nil : row.value))
        let twice = row.isDoubled ? "&\(row.name)=x&\(row.name)=x" : ""
        let path = row.route == "devicecode" ? "devicecode" : "token"
        let reply = try harness.tokens.send(
            .post, "/\(SignInHarness.tenant)/oauth2/\(row.v1 ? "" : "v2.0/")\(path)",
            [("Content-Type", "application/x-www-form-urlencoded")], body: SignInHarness.form(fields) + twice)
        guard let code = row.code else {
            #expect(reply.status == 200, "\(reply.text)")
            return
        }
        #expect(reply.code == code, "\(reply.text)")
        #expect(reply.status == row.status)
        #expect(reply.json?["error"]?.string == row.error)
        let detail = reply.fields["x-insights-simulator-detail"] ?? ""
        #expect(detail.contains(row.reason) && !row.reason.isEmpty, "\(detail)")
    }
}
