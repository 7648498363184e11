import InsightsHTTP
import InsightsJSON
import InsightsTime
import Testing

@Suite("Token endpoint: refusals")
struct TokenErrorTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int
        let code: Int
        let error: String
        let reason: String
        var account = TokenAccount.reader
        var tenant = TokenAccount.reader.tenant
        var changes: [(String, String?)] = []
        var testDescription: String { name }
    }

    static func missing(_ parameter: String) -> String {
        "The request body must contain the following parameter: '\(parameter)'."
    }

    static let noCredential =
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type."
    static let wrongSecret =
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not "
        + "the client secret ID, for a secret added to app 'c3a0f6d2-1b7e-4d95-9f24-6ea8b05c7310'."
    static let unknownClient =
        "Application with identifier '48d1a0be-f79c-4263-8e5a-b06f2c93d715' was not found in the directory "
        + "'Harborlight Software'. This can happen if the application has not been installed by the administrator of "
        + "the tenant or consented to by any user in the tenant. You may have sent your authentication request to the "
        + "wrong tenant."
    static let unknownTenant =
        "Tenant 'contoso.example' not found. Check to make sure you have the correct tenant ID and are signing into the "
        + "correct cloud. Check with your subscription administrator, this may happen if there are no active "
        + "subscriptions for the tenant."
    static let malformedTenant =
        "Specified tenant identifier 'nonsense' is neither a valid DNS name, nor a valid external domain."
    static let noTenant =
        "No tenant-identifying information found in either the request or implied by any provided credentials."
    static let unknownUser =
        "The user account {EmailHidden} does not exist in the Harborlight Software directory. To sign into this "
        + "application, the account must be added to the directory."
    static let wrongPassword = "Error validating credentials due to invalid username or password."
    static let unknownResource =
        "The resource principal named https://example.com was not found in the tenant named Harborlight Software. This "
        + "can happen if the application has not been installed by the administrator of the tenant or consented to by "
        + "any user in the tenant. You might have sent your authentication request to the wrong tenant."
    static let badGrant = "The provided access grant is invalid or malformed."

    static let refusals: [Refusal] = [
        Refusal(
            name: "wrong secret", status: 401, code: 7_000_215, error: "invalid_client", reason: wrongSecret,
            changes: [("client_secret", "Offline-practice-secret")]),
        Refusal(
            name: "another application's secret", status: 401, code: 7_000_215, error: "invalid_client",
            reason: wrongSecret, changes: [("client_secret", TokenAccount.stranger.secret)]),
        Refusal(
            name: "no secret", status: 401, code: 7_000_216, error: "invalid_client", reason: noCredential,
            changes: [("client_secret", nil)]),
        Refusal(
            name: "empty secret", status: 401, code: 7_000_216, error: "invalid_client", reason: noCredential,
            changes: [("client_secret", "")]),
        Refusal(
            name: "no secret, unknown tenant, no client", status: 401, code: 7_000_216, error: "invalid_client",
            reason: noCredential, tenant: "contoso.example", changes: [("client_secret", nil), ("client_id", nil)]),
        Refusal(
            name: "no secret at /common", status: 401, code: 7_000_216, error: "invalid_client", reason: noCredential,
            tenant: "common", changes: [("client_secret", nil)]),
        Refusal(
            name: "user without secret", status: 401, code: 7_000_218, error: "invalid_client",
            reason: missing("client_assertion' or 'client_secret"), account: .avery, changes: [("client_secret", nil)]),
        Refusal(
            name: "unknown client", status: 400, code: 700_016, error: "unauthorized_client", reason: unknownClient,
            changes: [("client_id", TokenAccount.neighbour.clientID)]),
        Refusal(
            name: "unknown tenant by domain", status: 400, code: 90002, error: "invalid_request", reason: unknownTenant,
            tenant: "contoso.example"),
        Refusal(
            name: "malformed tenant", status: 400, code: 900_023, error: "invalid_request", reason: malformedTenant,
            tenant: "Nonsense"),
        Refusal(
            name: "application at /common", status: 400, code: 50059, error: "invalid_request", reason: noTenant,
            tenant: "common"),
        Refusal(
            name: "application at /common that names a user", status: 400, code: 50059, error: "invalid_request",
            reason: noTenant, tenant: "common", changes: [("username", "avery.holt@harborlight.example")]),
        Refusal(
            name: "unknown user", status: 400, code: 50034, error: "invalid_grant", reason: unknownUser,
            account: .avery, changes: [("username", "jules.penn@quillmark.example")]),
        Refusal(
            name: "wrong password", status: 400, code: 50126, error: "invalid_grant", reason: wrongPassword,
            account: .avery, changes: [("password", "practice-password-of-casey")]),
        Refusal(
            name: "no grant type", status: 400, code: 900_144, error: "invalid_request", reason: missing("grant_type"),
            changes: [("grant_type", nil)]),
        Refusal(
            name: "blank grant type", status: 400, code: 900_144, error: "invalid_request",
            reason: missing("grant_type"), changes: [("grant_type", "  ")]),
        Refusal(
            name: "no client", status: 400, code: 900_144, error: "invalid_request", reason: missing("client_id"),
            changes: [("client_id", nil)]),
        Refusal(
            name: "user without client", status: 400, code: 900_144, error: "invalid_request",
            reason: missing("client_id"), account: .avery, changes: [("client_id", nil)]),
        Refusal(
            name: "no user name", status: 400, code: 900_144, error: "invalid_request", reason: missing("username"),
            account: .avery, changes: [("username", nil)]),
        Refusal(
            name: "no password", status: 400, code: 900_144, error: "invalid_request", reason: missing("password"),
            account: .avery, changes: [("password", nil)]),
        Refusal(
            name: "user without resource", status: 400, code: 900_144, error: "invalid_request",
            reason: missing("resource"), account: .avery, changes: [("resource", nil)]),
        Refusal(
            name: "no refresh token, as the mpn sample sends it", status: 400, code: 900_144, error: "invalid_request",
            reason: missing("refresh_token"), account: .avery, changes: [("grant_type", "refresh_token")]),
        Refusal(
            name: "foreign refresh token", status: 400, code: 70000, error: "invalid_grant", reason: badGrant,
            account: .avery, changes: [("grant_type", "refresh_token"), ("refresh_token", "0.Anonsense")]),
        Refusal(
            name: "unknown grant", status: 400, code: 70003, error: "unsupported_grant_type",
            reason: "The app requested an unsupported grant type 'device_code'.",
            changes: [("grant_type", "device_code")]),
        Refusal(
            name: "grant in another letter case", status: 400, code: 70003, error: "unsupported_grant_type",
            reason: "The app requested an unsupported grant type 'Password'.", changes: [("grant_type", "Password")]),
        Refusal(
            name: "unknown resource", status: 400, code: 500_011, error: "invalid_resource", reason: unknownResource,
            changes: [("resource", "https://example.com")]),
    ]

    @Test("A refusal has its status, error, number and first line", arguments: refusals)
    func refuses(_ refusal: Refusal) throws {
        let reply = try TokenHarness().post(refusal.account.form(refusal.changes), tenant: refusal.tenant)
        #expect(reply.status == refusal.status)
        #expect(reply.code == refusal.code)
        #expect(reply.json?["error"]?.string == refusal.error)
        #expect(reply.reason == refusal.reason)
        let uri = "https://login.microsoftonline.com/error?code=\(refusal.code)"
        #expect(reply.json?["error_uri"]?.string == uri)
    }

    @Test("A refusal has seven keys in order and four lines, and its times and identifiers agree")
    func shape() throws {
        let reply = try TokenHarness().post(.reader, [("client_secret", "wrong")])
        let object = try #require(reply.json?.object)
        #expect(
            object.keys == [
                "error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri",
            ])
        let trace = try #require(object["trace_id"]?.string)
        let correlation = try #require(object["correlation_id"]?.string)
        #expect(object["timestamp"]?.string == "2024-03-01 10:00:00Z")
        #expect(reply.fields["x-ms-request-id"] == trace)
        #expect(
            object["error_description"]?.string
                == "AADSTS7000215: \(Self.wrongSecret)\r\nTrace ID: \(trace)\r\nCorrelation ID: \(correlation)\r\n"
                + "Timestamp: 2024-03-01 10:00:00Z")
        for id in [trace, correlation] {
            #expect(try #/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#.wholeMatch(in: id) != nil)
        }
        #expect(trace != correlation)
    }

    @Test("Success and refusal carry the headers of the real endpoint, and no challenge", arguments: [true, false])
    func headers(_ isSuccess: Bool) throws {
        let reply = try TokenHarness().post(.reader, isSuccess ? [] : [("client_secret", "wrong")])
        #expect(reply.status == (isSuccess ? 200 : 401))
        let expected = [
            "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store, no-cache",
            "Pragma": "no-cache", "Expires": "-1",
            "Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Content-Type-Options": "nosniff",
            "P3P": "CP=\"DSP CUR OTPi IND OTRi ONL FIN\"", "x-ms-ests-server": "insights-simulator",
            "Date": "Fri, 01 Mar 2024 10:00:00 GMT",
        ]
        for (name, value) in expected { #expect(reply.fields.values(named: name) == [value]) }
        #expect(!reply.fields.contains("Set-Cookie"))
        #expect(!reply.fields.contains("WWW-Authenticate"))
        #expect(!reply.fields.contains("client-request-id"))
    }

    struct Echo: Sendable, CustomTestStringConvertible {
        let sent: String?
        let wanted: String?
        let isUsed: Bool
        let isEchoed: Bool
        var testDescription: String { "id \(sent ?? "absent"), return \(wanted ?? "absent")" }
    }

    static let guid = "1D3F7B52-0000-4abc-9def-0123456789ab"

    @Test("Values that one client library sends in the form instead of the headers count as well")
    func correlationInForm() throws {
        let id = "0a1b2c3d-1111-4222-8333-444455556666"
        let harness = try TokenHarness()
        let extra: [(String, String?)] = [
            ("client-request-id", id), ("return-client-request-id", "true"), ("x-client-current-telemetry", "5|861,0|"),
        ]
        let granted = try harness.post(.reader, extra)
        #expect(granted.status == 200)
        let refused = try harness.post(.reader, extra + [("client_secret", "wrong")])
        #expect(refused.json?["correlation_id"]?.string == id)
        for reply in [granted, refused] {
            #expect(reply.fields["client-request-id"] == id)
            #expect(reply.fields["x-ms-clitelem"] != nil)
        }
        let header = [("client-request-id", "0a1b2c3d-9999-4222-8333-444455556666")]
        let both = try harness.post(
            TokenAccount.reader.form(extra + [("client_secret", "wrong")]), header)
        #expect(both.json?["correlation_id"]?.string == header[0].1)
        #expect(try harness.post(.reader, [("client-request-id", "x")]).status == 200)
    }

    @Test(
        "A correlation id is the caller's if it is a GUID, and a header if the caller asks for it",
        arguments: [
            Echo(sent: guid, wanted: nil, isUsed: true, isEchoed: false),
            Echo(sent: guid, wanted: "true", isUsed: true, isEchoed: true),
            Echo(sent: guid, wanted: "True", isUsed: true, isEchoed: true),
            Echo(sent: guid, wanted: "false", isUsed: true, isEchoed: false),
            Echo(sent: nil, wanted: "true", isUsed: false, isEchoed: true),
            Echo(sent: "nonsense", wanted: "true", isUsed: false, isEchoed: true),
            Echo(sent: "{\(guid)}", wanted: "true", isUsed: false, isEchoed: true),
            Echo(sent: "1D3F7B520-000-4abc-9def-0123456789ab", wanted: "true", isUsed: false, isEchoed: true),
            Echo(sent: "１D3F7B52-0000-4abc-9def-0123456789ab", wanted: "true", isUsed: false, isEchoed: true),
        ])
    func correlation(_ echo: Echo) throws {
        var fields: [(String, String)] = []
        if let sent = echo.sent { fields.append(("client-request-id", sent)) }
        if let wanted = echo.wanted { fields.append(("return-client-request-id", wanted)) }
        let reply = try TokenHarness().post("grant_type=none", fields)
        let correlation = try #require(reply.json?["correlation_id"]?.string)
        #expect((correlation == echo.sent) == echo.isUsed)
        #expect(correlation.utf8.count == 36)
        #expect(reply.fields["client-request-id"] == (echo.isEchoed ? correlation : nil))
    }

    @Test(
        "Repeated parts of a request have no control characters and at most 100 of the others",
        arguments: ["client_id", "resource", "grant_type", "username"])
    func echoes(_ parameter: String) throws {
        let hostile = "a@" + String(repeating: "b\u{1}\r\n\u{85}", count: 300)
        let tenant = parameter == "username" ? "common" : TokenAccount.reader.tenant
        let account = parameter == "username" ? TokenAccount.avery : .reader
        let reply = try TokenHarness().post(account.form([(parameter, hostile)]), tenant: tenant)
        let reason = try #require(reply.reason)
        #expect(reply.status == 400)
        #expect(!reason.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect(reason.contains(String(repeating: "b", count: 97)))
        #expect(!reason.contains(String(repeating: "b", count: 101)))
    }

    @Test(
        "A tenant is unknown if its form is valid, and malformed otherwise",
        arguments: [
            ("00000000-0000-0000-0000-000000000000", 90002), ("contoso.onmicrosoft.com", 90002), ("a.b", 90002),
            ("contoso", 900_023), ("00000000-0000-0000-0000-00000000000", 900_023), ("consumers", 900_023),
            (".", 900_023), ("a..b", 900_023), ("a%20b.com", 900_023), ("a%0Ab.com", 900_023),
            ("caf%C3%A9.com", 900_023),
            ("g0000000-0000-0000-0000-000000000000", 900_023),
        ])
    func tenants(_ tenant: String, _ code: Int) throws {
        let reply = try TokenHarness().post(TokenAccount.reader.form(), tenant: tenant)
        #expect(reply.code == code)
        #expect(reply.status == 400)
    }

    @Test(
        "Any other method is refused with the supported one",
        arguments: [HTTPMethod.get, .head, .put, .delete, .options, HTTPMethod("post")])
    func methods(_ method: HTTPMethod) throws {
        let reply = try TokenHarness().send(
            method, "/nonsense/oauth2/token", [("Content-Type", "application/x-www-form-urlencoded")],
            body: TokenAccount.reader.form())
        #expect(reply.status == 400)
        #expect(reply.code == 900_561)
        #expect(reply.reason == "The endpoint only accepts POST requests. Received a \(method) request.")
        #expect(reply.fields["Allow"] == "POST")
    }
}
