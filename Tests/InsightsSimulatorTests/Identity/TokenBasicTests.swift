import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsSimulator

@Suite("Token endpoint: HTTP Basic and public clients")
struct TokenBasicTests {
    private static let awkward = "practice+secret/odd=signs~only"

    private static func basic(_ text: String) -> (String, String) {
        ("Authorization", "Basic " + Base64.encode(Array(text.utf8)))
    }

    private func post(
        _ header: (String, String), _ account: TokenAccount = .developer,
        _ changes: [(String, String?)] = [],
        set: (inout Settings) -> Void = { _ in }
    ) throws -> TokenReply {
        let form = account.form([("client_secret", nil)] + changes)
        return try TokenHarness(set).post(form, tenant: account.tenant, [header])
    }

    @Test(
        "A secret in the header is valid both plain and form-encoded",
        arguments: [awkward, PercentEncoding.encode(awkward)])
    func spellings(_ secret: String) throws {
        let id = TokenAccount.developer.clientID
        #expect(try post(Self.basic("\(id):\(secret)")).status == 200)
        #expect(try post(Self.basic("\(id):\(secret)"), .developer, [("client_id", nil)]).status == 200)
        let strict = try post(Self.basic("\(id):\(secret)")) { $0.token.basicSecret = .encoded }
        // Undecoded, the plus sign of the plain text is a blank.
        #expect(strict.status == (secret == Self.awkward ? 401 : 200))
    }

    @Test("A wrong secret in the header is refused with a challenge")
    func wrong() throws {
        let reply = try post(Self.basic("\(TokenAccount.developer.clientID):wrong"))
        #expect(reply.code == 7_000_215)
        #expect(reply.status == 401)
        #expect(reply.fields["WWW-Authenticate"] == "Basic realm=\"insights-simulator\"")
    }

    @Test(
        "A header without a secret is ignored; one that is unreadable, or names another client, is malformed"
    )
    func malformed() throws {
        let id = TokenAccount.developer.clientID
        #expect(try post(Self.basic("\(id):")).code == 7_000_216)
        #expect(try post(("Authorization", "Bearer x")).code == 7_000_216)
        for header in ["Basic", "Basic !", "Basic AA", "Basic QQ==QQ==", "Basic QUJD", "basic _w=="] {
            #expect(try post(("Authorization", header)).code == 9_002_313, "\(header)")
        }
        #expect(try post(Self.basic("\(TokenAccount.reader.clientID):x")).code == 9_002_313)
    }

    @Test("With credentials in header and body, the body counts, or both are refused")
    func both() throws {
        let header = Self.basic("\(TokenAccount.developer.clientID):wrong")
        let changes: [(String, String?)] = [("client_secret", Self.awkward)]
        #expect(try post(header, .developer, changes).status == 200)
        let strict = try post(header, .developer, changes) { $0.token.twoCredentials = .refused }
        #expect(strict.code == 9_002_313)
        #expect(strict.json?["error"]?.string == "invalid_request")
        #expect(
            try post(("Authorization", "Bearer x"), .developer, changes) {
                $0.token.twoCredentials = .refused
            }.status == 200)
    }

    @Test("A public client signs users in without a credential, and must not send one")
    func publicClient() throws {
        let harness = try TokenHarness()
        let base: [(String, String?)] = [("client_id", TokenTrial.publicClient)]
        let reply = try harness.post(TokenTrial.active, base + [("client_secret", nil)])
        #expect(reply.status == 200)
        let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
        #expect(token.claims["appidacr"]?.string == "0")
        let refresh = try #require(reply.json?["refresh_token"]?.string)
        let renewal: [(String, String?)] = [
            ("client_secret", nil), ("grant_type", "refresh_token"), ("username", nil), ("password", nil),
            ("refresh_token", refresh),
        ]
        #expect(try harness.post(TokenTrial.active, base + renewal).status == 200)
        let secret = try harness.post(TokenTrial.active, base)
        #expect(secret.code == 700_025)
        #expect(secret.status == 401)
        #expect(try harness.post(TokenTrial.reader, base).code == 700_025)
        #expect(try harness.post(TokenTrial.reader, base + [("client_secret", nil)]).code == 7_000_216)
    }
}
