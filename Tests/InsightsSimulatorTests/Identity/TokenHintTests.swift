import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsSimulator

@Suite("Hints of the token endpoint and of the token validation")
struct TokenHintTests {
    private static let field = "x-insights-simulator-detail"

    // MARK: Blanks

    @Test(
        "A credential with a blank at its edge is refused, and the hint names it without its value",
        arguments: [" offline-practice-secret", "offline-practice-secret ", "\toffline-practice-secret"])
    func blankSecret(_ secret: String) throws {
        let reply = try TokenHarness().post(.reader, [("client_secret", secret)])
        #expect(reply.code == 7_000_215)
        #expect(reply.fields[Self.field] == "client_secret begins or ends with a blank, which is part of the value")
        #expect(try TokenHarness().post(.reader, [("client_secret", "wrong")]).fields[Self.field] == nil)
    }

    @Test("A password with a blank is refused too; a plus sign that became a blank is reported first")
    func blankPassword() throws {
        let reply = try TokenHarness().post(.avery, [("password", " practice-password-of-avery")])
        #expect(reply.code == 50126)
        #expect(reply.fields[Self.field] == "password begins or ends with a blank, which is part of the value")
        let plus = try TokenHarness().post(.robin, [("password", "practice password/of=robin~")])
        #expect(plus.fields[Self.field]?.hasPrefix("password has a blank where a plus sign belongs") == true)
    }

    @Test("Where values are taken as sent, a refusal names those with blanks at their edges")
    func asSent() throws {
        let harness = try TokenHarness { $0.token.trimsFields = false }
        let reply = try harness.post(.reader, [("resource", " https://graph.windows.net")])
        #expect(reply.code == 500_011)
        #expect(reply.fields[Self.field] == "resource begins or ends with a blank, which is part of the value")
        let both = try harness.post(
            .reader, [("resource", " https://graph.windows.net"), ("client_id", "\(TokenAccount.reader.clientID) ")])
        #expect(both.fields[Self.field]?.contains("resource, client_id begin or end with a blank") == true)
        #expect(try harness.post(.reader, [("scope", "openid ")]).fields[Self.field] == nil)
    }

    @Test("Trimmed parameters are reported, with a token and with a refusal, also in the journal")
    func trimmed() throws {
        let note = "trimmed blanks around resource, client_id; the real service may not"
        let blanks: [(String, String?)] = [
            ("resource", " https://graph.windows.net"), ("client_id", "\(TokenAccount.reader.clientID) "),
        ]
        let harness = try TokenHarness()
        let granted = try harness.post(.reader, blanks)
        #expect(granted.status == 200)
        #expect(granted.fields[Self.field] == note)
        #expect(harness.simulator.defaultSandbox.journal.entries().last?.explanation == note)
        let refused = try harness.post(.reader, blanks + [("client_secret", " x")])
        #expect(
            refused.fields[Self.field]
                == "client_secret begins or ends with a blank, which is part of the value; \(note)")
        #expect(try harness.post(.reader).fields[Self.field] == nil)
        // Blank altogether is absent, and nothing to be trimmed.
        #expect(try harness.post(.reader, [("scope", "  ")]).fields[Self.field] == nil)
    }

    @Test("A form in an encoding that is not read is named as such")
    func encoding() throws {
        let simulator = try TokenHarness().simulator
        for (fields, body, encoding) in [
            ([("Content-Encoding", "gzip")], [0x1F, 0x8B, 8, 0], "Content-Encoding 'gzip'"),
            ([], Array("grant_type=client_credentials".utf8).flatMap { [$0, 0] }, "UTF-16"),
        ] as [([(String, String)], [UInt8], String)] {
            let type = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
            let request = HTTPRequest(
                .post, "/\(simulator.information.tenantID)/oauth2/token",
                fields: HTTPFields(type + fields.map { (name: $0.0, value: $0.1) }), body: body)
            let detail = simulator.respond(to: request).fields[Self.field]
            #expect(detail == "body: found \(encoding); expected a form in UTF-8 without a content coding")
        }
    }

    @Test("Without trimming, no hint mentions it")
    func untrimmed() throws {
        let harness = try TokenHarness { $0.token.trimsFields = false }
        let reply = try harness.post(.reader, [("resource", " https://graph.windows.net")])
        #expect(reply.code == 500_011)
        #expect(reply.fields[Self.field]?.contains("trimmed") != true)
    }

    // MARK: Tokens

    private func detail(_ token: String, _ harness: TokenHarness) throws -> String? {
        let reply = try harness.call("cmp/ScheduledDataset", token: token)
        #expect(reply.status == 401)
        return reply.fields[Self.field]
    }

    struct Altered: Sendable, CustomTestStringConvertible {
        let detail: String
        let change: @Sendable (inout TokenForge) -> Void
        var testDescription: String { detail }

        init(_ detail: String, _ change: @escaping @Sendable (inout TokenForge) -> Void) {
            self.detail = detail
            self.change = change
        }
    }

    static let alteredTokens: [Altered] = [
        Altered("the token's alg: found 'none'; expected 'RS256'") { $0.header["alg"] = .string("none") },
        Altered("the token's alg: found 'HS256'; expected 'RS256'") { $0.header["alg"] = .string("HS256") },
        Altered("the token's alg: found nothing; expected 'RS256'") { $0.header["alg"] = nil },
        Altered("the token's header has 'jku', which is ignored; expected kid to name the key") {
            $0.header["jku"] = .string("https://evil.example/keys")
        },
        Altered("the token's header names no key (kid)") { $0.header["kid"] = nil },
        Altered(
            "the token names the key 'AAAA', which this simulator does not have: another simulator signed it, or one with "
                + "another seed"
        ) { $0.header["kid"] = .string("AAAA") },
        Altered("the token's ver: found '2.0'; expected '1.0'") { $0.claims["ver"] = .string("2.0") },
        Altered("the token's tenant does not exist, or not any more") { $0.claims["tid"] = .string("x") },
        Altered(
            "the token's iss is not its tenant's; expected https://sts.windows.net/\(TokenAccount.reader.tenant)/"
        ) { $0.claims["iss"] = .string("https://evil.example/") },
        Altered("the token's application is not known to its tenant") {
            $0.claims["appid"] = .string(TokenAccount.neighbour.clientID)
        },
        Altered("the token's user is not known to its tenant") {
            $0.claims["scp"] = .string("user_impersonation")
            $0.claims["upn"] = .string("jules.penn@quillmark.example")
        },
    ]

    @Test("The fault of a token is reported as such", arguments: alteredTokens)
    func altered(_ altered: Altered) throws {
        let harness = try TokenHarness()
        var token = try TokenForge(try harness.token(.reader))
        altered.change(&token)
        #expect(try detail(token.signed(), harness) == altered.detail)
    }

    @Test("An id token is named as one, unsigned and signed")
    func identityToken() throws {
        let harness = try TokenHarness()
        let first = try harness.post(.avery, [("scope", "openid")])
        let second = try harness.postV2(.avery, scope: "openid \(TokenV2Tests.partner)/.default")
        for reply in [first, second] {
            let token = try #require(reply.json?["id_token"]?.string)
            #expect(
                try detail(token, harness)
                    == "found an id token; expected an access token")
        }
    }

    @Test("A retired key is named as such, for tokens that were seen before and for new ones")
    func retired() throws {
        let harness = try TokenHarness()
        let seen = try harness.token(.reader)
        #expect(try harness.call("cmp/ScheduledDataset", token: seen).status == 200)
        let other = try harness.token(.reader)
        for _ in 0..<2 { harness.simulator.rotateSigningKey() }
        for token in [seen, other] {
            #expect(
                try detail(token, harness)
                    == "a key rotation retired the key that signed the token; ask for a new token")
        }
    }
}
