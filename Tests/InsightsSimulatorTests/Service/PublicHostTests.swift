import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsSimulator

@Suite("Routes of each host name")
struct PublicHostTests {
    private static let service = "/insights/v1/cmp/ScheduledDataset"
    private static let token = "/\(TokenAccount.reader.tenant)/oauth2/token"
    private static let metadata = "/\(TokenAccount.reader.tenant)/v2.0/.well-known/openid-configuration"

    /// Asks for an address at a host, with a token or a form that is right.
    private func reply(_ target: String, _ host: String, _ harness: TokenHarness) throws -> TokenReply {
        let isForm = target.lowercased().contains("/oauth2/")
        let fields: [(name: String, value: String)] =
            isForm
            ? [("Content-Type", "application/x-www-form-urlencoded")]
            : [("Authorization", "Bearer \(try harness.token(.reader))")]
        let request = HTTPRequest(
            isForm ? .post : .get, target, fields: HTTPFields([(name: "Host", value: host)] + fields),
            body: isForm ? Array(TokenAccount.reader.form().utf8) : [])
        return try TokenReply(harness.simulator.respond(to: request))
    }

    @Test(
        "A host of the token endpoint serves the paths below a tenant's name, and not the service",
        arguments: ServiceHosts.login + ["LOGIN.microsoftonline.com:443", "sts.windows.net:8443"])
    func login(_ host: String) throws {
        let harness = try TokenHarness()
        for target in [Self.token, Self.metadata] { #expect(try reply(target, host, harness).status == 200) }
        for target in [
            Self.service, "/insights/v1/cmp/nonsense", "/insights/v1/mpn/swagger/docs/v1", "/reports/x", "/nonsense",
            "/",
            "\(Self.metadata)/x",
        ] {
            let refused = try reply(target, host, harness)
            #expect(refused.status == 404, "\(target)")
            #expect(refused.code == 9_002_313)
            #expect(refused.json?["error"]?.string == "invalid_request")
            #expect(refused.json?["trace_id"]?.string == refused.fields["x-ms-request-id"])
        }
        let refused = try reply(Self.service, host, harness)
        #expect(
            refused.fields["x-insights-simulator-detail"]?.hasSuffix(
                "expected https://api.partnercenter.microsoft.com for anything but tokens and the documents about them")
                == true)
        // The journal names the requested route, at any host.
        #expect(harness.simulator.defaultSandbox.journal.entries().last?.route == .datasets)
    }

    @Test("A host of the service serves the service, and grants no token", arguments: ServiceHosts.service)
    func service(_ host: String) throws {
        let harness = try TokenHarness()
        #expect(try reply(Self.service, host, harness).status == 200)
        for target in [Self.token, Self.metadata, "/common/discovery/instance", "/x/oauth2/v2.0/devicecode"] {
            let refused = try reply(target, host, harness)
            #expect(refused.status == 404, "\(target)")
            #expect(refused.message == "Resource not found")
            #expect(
                refused.fields["x-insights-simulator-detail"]
                    == "Host: found the service's host; expected https://login.microsoftonline.com for tokens")
        }
        #expect(try reply("/nonsense", host, harness).message == "Resource not found")
    }

    @Test(
        "Every other name serves both",
        arguments: ["localhost:8080", "127.0.0.1", "[::1]:8080", "login.microsoftonline.com.evil.example", ""])
    func others(_ host: String) throws {
        let harness = try TokenHarness()
        for target in [Self.service, Self.token, Self.metadata] {
            #expect(try reply(target, host, harness).status == 200)
        }
    }

    @Test("An address of the metadata that is not simulated gets a refusal of the token endpoint")
    func unserved() throws {
        let harness = try TokenHarness()
        for path in ["v2.0/devicecode", "v2.0/authorize", "authorize", "logout"] {
            let refused = try harness.send(.post, "/\(TokenAccount.reader.tenant)/oauth2/\(path)")
            #expect(refused.status == 404)
            #expect(refused.code == 9_002_313)
        }
        #expect(try harness.send(.get, "/nonsense").message == "Resource not found")
    }
}
