import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Assertions signed by the practice key")
struct PracticeKeyTests {
    /// The signing tenant: the third tenant of the fixtures, or a sandbox like it.
    struct Place: Sendable, CustomTestStringConvertible {
        let isSandbox: Bool
        var testDescription: String { isSandbox ? "a sandbox" : "the fixtures" }
    }

    private struct Signer {
        let simulator: Simulator
        let tenant: String
        let clientID: String
        let thumbprint: String
        let key: PracticeKey

        init(_ place: Place) throws {
            let harness = try TokenHarness()
            simulator = harness.simulator
            var tenantID = TokenTrial.tenant
            if place.isSandbox {
                tenantID = try simulator.makeSandbox(SandboxSpecification(template: "saltmarsh.example")).tenantID
            }
            tenant = tenantID
            let response = try harness.admin("sandboxes/\(tenantID)", .get)
            let application = try #require(
                response.json?["applications"]?.array?.first { $0["displayName"]?.string == "Signing Export" })
            clientID = try #require(application["clientId"]?.string)
            thumbprint = try #require(application["thumbprints"]?[0]?.string)
            key = try PracticeKey()
        }

        func post(_ change: (inout JSONObject, inout JSONObject) -> Void = { _, _ in }) throws -> TokenReply {
            let now = TokenHarness.start.secondsSinceEpoch
            var header: JSONObject = ["alg": .string("RS256"), "typ": .string("JWT"), "x5t": .string(thumbprint)]
            var claims: JSONObject = [
                "aud": .string("https://login.microsoftonline.com/\(tenant)/oauth2/token"), "iss": .string(clientID),
                "sub": .string(clientID), "jti": .string("one"), "nbf": .integer(now), "exp": .integer(now + 600),
            ]
            change(&header, &claims)
            let text = [header, claims].map { TokenForge.encode(JSONWriter.encode(.object($0))) }.joined(separator: ".")
            let assertion = try text + "." + TokenForge.encode(key.signature(of: Array(text.utf8)))
            let form = [
                ("grant_type", "client_credentials"), ("client_id", clientID),
                ("resource", "https://graph.windows.net"),
                ("client_assertion_type", ClientAssertion.type), ("client_assertion", assertion),
            ].map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
            return try TokenReply(
                simulator.respond(
                    to: HTTPRequest(
                        .post, "/\(tenant)/oauth2/token",
                        fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                        body: Array(form.utf8))))
        }
    }

    @Test(
        "The fixtures' certificate belongs to the published key, in the fixtures and in sandboxes",
        arguments: [Place(isSandbox: false), Place(isSandbox: true)])
    func reachable(_ place: Place) throws {
        let signer = try Signer(place)
        let reply = try signer.post()
        #expect(reply.status == 200)
        let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
        #expect(token.claims["appidacr"]?.string == "2")
        #expect(try signer.post { _, claims in claims["exp"] = .integer(1) }.code == 700_024)
        #expect(try signer.post { _, claims in claims["iss"] = .string(TokenTrial.throttled) }.code == 700_021)
        #expect(try signer.post { _, claims in claims["aud"] = .string("https://evil.example/x") }.code == 700_023)
        #expect(try signer.post { header, _ in header["x5t"] = .string("AAAA") }.code == 700_027)
    }
}
