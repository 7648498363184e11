import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Authorisation: invalid tokens")
struct TokenRejectionTests {
    static let malformed = challenge("The token is malformed")
    static let wrongKey = challenge("The signature key was not found")
    static let wrongSignature = challenge("The signature is invalid")
    static let wrongIssuer = challenge("The issuer is invalid")
    static let wrongAudience = challenge("The audience is invalid")
    static let expired = challenge("The token is expired")

    private static func challenge(_ description: String) -> String {
        "Bearer error=\"invalid_token\", error_description=\"\(description)\""
    }

    static let envelopes = [
        PartnerProgram.cmp: #"{"value":[],"totalCount":0,"message":"Unauthorized","statusCode":401}"#,
        .mpn: #"{"value":[],"nextLink":null,"totalCount":0,"message":"Unauthorized","statusCode":401,"#
            + #""dataRedacted":false}"#,
    ]

    /// Sends a header to a program's first route and checks the whole refusal.
    private func expectRefusal(
        _ header: String?, _ challenge: String, _ harness: TokenHarness, _ program: PartnerProgram = .cmp,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let fields = header.map { [("Authorization", $0)] } ?? []
        let reply = try harness.send(.get, "/insights/v1/\(program)/ScheduledDataset", fields)
        #expect(reply.status == 401, sourceLocation: sourceLocation)
        #expect(reply.text == Self.envelopes[program], sourceLocation: sourceLocation)
        #expect(reply.fields.values(named: "WWW-Authenticate") == [challenge], sourceLocation: sourceLocation)
        #expect(
            reply.fields["Content-Type"] == "application/json; charset=utf-8", sourceLocation: sourceLocation)
    }

    @Test("Without a header the challenge has no error", arguments: PartnerProgram.allCases)
    func missing(_ program: PartnerProgram) throws {
        try expectRefusal(nil, "Bearer", try TokenHarness(), program)
    }

    @Test(
        "A header that is not Bearer and a token of three segments is malformed",
        arguments: [
            "", "Bearer", "Bearer ", "Bearer   ", "Basic dXNlcjpwYXNz", "Bearertoken", "Digest x", "Bearer\tx.y.z",
            "Bearer nonsense", "Bearer a.b", "Bearer a.b.c", "Bearer ..", "Bearer ....", "Bearer é.é.é",
            "Bearer e30.e30.e30=", "Bearer W10.e30.", "Bearer e30.W10.", "Bearer MQ.e30.", "Bearer eyJhIjox.e30.",
        ], PartnerProgram.allCases)
    func malformedHeaders(_ header: String, _ program: PartnerProgram) throws {
        try expectRefusal(header, Self.malformed, try TokenHarness(), program)
    }

    /// A change of a good token, and what is said of it.
    struct Altered: Sendable, CustomTestStringConvertible {
        let name: String
        let challenge: String
        let alter: @Sendable (TokenForge) -> String
        var testDescription: String { name }

        init(_ name: String, _ challenge: String, _ alter: @escaping @Sendable (TokenForge) -> String) {
            self.name = name
            self.challenge = challenge
            self.alter = alter
        }

        /// Creates a case that changes the header or the claims, and signs with the right key.
        static func signed(
            _ name: String, _ challenge: String, _ change: @escaping @Sendable (inout TokenForge) -> Void
        ) -> Altered {
            Altered(name, challenge) { token in
                var token = token
                change(&token)
                return token.signed()
            }
        }
    }

    private static func joined(_ segments: some Sequence<String>) -> String { Array(segments).joined(separator: ".") }

    static let alteredTokens: [Altered] = [
        Altered("an extra segment", malformed) { joined($0.segments + ["e30"]) },
        Altered("an empty extra segment", malformed) { joined($0.segments + [""]) },
        Altered("the signature left out", malformed) { joined(Array($0.segments.prefix(2))) },
        Altered("an empty signature", wrongSignature) { joined(Array($0.segments.prefix(2)) + [""]) },
        Altered("padding", malformed) { joined($0.segments) + "==" },
        Altered("padded header", malformed) { joined([$0.segments[0] + "="] + Array($0.segments.dropFirst())) },
        Altered("a blank inside", malformed) { joined($0.segments.prefix(2)) + ". " + $0.segments[2] },
        Altered("a blank after", malformed) { joined($0.segments) + " " },
        Altered("standard base64", malformed) { joined($0.segments.prefix(2)) + ".+/" + $0.segments[2].dropFirst(2) },
        Altered("leftover bits", malformed) { token in
            // The last of the signature's 342 digits holds two bits; its other four must be zero.
            let text = joined(token.segments)
            let last = text.last.flatMap { "AQgw".contains($0) ? $0 : nil } ?? "A"
            return text.dropLast() + String(UnicodeScalar(last.asciiValue! + 1))
        },
        Altered("a tampered signature", wrongSignature) { token in
            var signature = TokenForge.decode(token.segments[2]) ?? []
            signature[100] ^= 1
            return token.token(signature: signature)
        },
        Altered("a signature cut short", wrongSignature) { token in
            token.token(signature: (TokenForge.decode(token.segments[2]) ?? []).dropLast())
        },
        Altered("a tampered payload", wrongSignature) { token in
            var changed = token
            changed.claims["exp"] = .integer(9_999_999_999)
            return joined([
                token.segments[0], changed.text.split(separator: ".").map(String.init)[1], token.segments[2],
            ])
        },
        Altered("another simulator's signature", wrongSignature) { $0.signed(bySeed: 8) },
        .signed("another kid", wrongKey) { $0.header["kid"] = .string("AAAAAAAAAAAAAAAAAAAAAAAAAAA") },
        .signed("no kid", wrongKey) { $0.header["kid"] = nil },
        .signed("alg none", wrongKey) { $0.header["alg"] = .string("none") },
        .signed("alg None", wrongKey) { $0.header["alg"] = .string("None") },
        .signed("alg rs256", wrongKey) { $0.header["alg"] = .string("rs256") },
        .signed("alg RS512", wrongKey) { $0.header["alg"] = .string("RS512") },
        .signed("no alg", wrongKey) { $0.header["alg"] = nil },
        .signed("alg a number", wrongKey) { $0.header["alg"] = .integer(256) },
        .signed("a jwk of its own", wrongKey) { $0.header["jwk"] = .object(["kty": .string("RSA")]) },
        .signed("a jku", wrongKey) { $0.header["jku"] = .string("https://evil.example/keys") },
        .signed("an x5u", wrongKey) { $0.header["x5u"] = .string("https://evil.example/cert") },
        .signed("an x5c", wrongKey) { $0.header["x5c"] = .array([]) },
        .signed("a crit", wrongKey) { $0.header["crit"] = .array([.string("exp")]) },
        .signed("a header member twice", malformed) { $0.header.members.append(.init("alg", .string("RS256"))) },
        .signed("a claim twice", malformed) { $0.claims.members.append(.init("exp", .integer(9_999_999_999))) },
        .signed("no exp", malformed) { $0.claims["exp"] = nil },
        .signed("no nbf", malformed) { $0.claims["nbf"] = nil },
        .signed("exp as text", malformed) { $0.claims["exp"] = .string("9999999999") },
        .signed("exp too large for a number", malformed) { $0.claims["exp"] = .number("99999999999999999999") },
        .signed("exp with a fraction", malformed) { $0.claims["exp"] = .number("9999999999.5") },
        .signed("no aud", wrongAudience) { $0.claims["aud"] = nil },
        .signed("several audiences", wrongAudience) { $0.claims["aud"] = .array([$0.claims["aud"] ?? .null]) },
        .signed("another version", wrongIssuer) { $0.claims["ver"] = .string("2.0") },
        .signed("no version", wrongIssuer) { $0.claims["ver"] = nil },
        .signed("an issuer without slash", wrongIssuer) {
            $0.claims["iss"] = .string("https://sts.windows.net/\(TokenAccount.reader.tenant)")
        },
        .signed("the issuer of another tenant", wrongIssuer) {
            $0.claims["iss"] = .string("https://sts.windows.net/\(TokenAccount.neighbour.tenant)/")
        },
        .signed("another tenant without its issuer", wrongIssuer) {
            $0.claims["tid"] = .string(TokenAccount.neighbour.tenant)
        },
        .signed("an unknown tenant", wrongIssuer) {
            $0.claims["tid"] = .string("00000000-0000-0000-0000-000000000000")
        },
        .signed("an application of another tenant", wrongIssuer) {
            $0.claims["appid"] = .string(TokenAccount.neighbour.clientID)
        },
        .signed("no application", wrongIssuer) { $0.claims["appid"] = nil },
        .signed("a scope without a user", wrongIssuer) { $0.claims["scp"] = .string("user_impersonation") },
        .signed("a user of another tenant", wrongIssuer) {
            $0.claims["scp"] = .string("user_impersonation")
            $0.claims["upn"] = .string("jules.penn@quillmark.example")
        },
    ]

    @Test("A faulty token is refused, and the challenge has the reason", arguments: alteredTokens)
    func altered(_ altered: Altered) throws {
        let harness = try TokenHarness()
        let token = altered.alter(try TokenForge(try harness.token(.reader)))
        try expectRefusal("Bearer \(token)", altered.challenge, harness)
        // A refused token is not remembered as a good one.
        try expectRefusal("Bearer \(token)", altered.challenge, harness)
    }

    @Test("An unsigned token is refused in any spelling of its algorithm", arguments: ["none", "None", "NONE", "nOnE"])
    func unsigned(_ algorithm: String) throws {
        let harness = try TokenHarness()
        var token = try TokenForge(try harness.token(.reader))
        token.header["alg"] = .string(algorithm)
        try expectRefusal("Bearer \(token.text).", Self.wrongKey, harness)
    }

    @Test("The public key is not a secret for HMAC, in any form", arguments: ["HS256", "HS384", "HS512"])
    func confused(_ algorithm: String) throws {
        let harness = try TokenHarness()
        let certificate = SigningKey.key(seededBy: 7).certificate
        var token = try TokenForge(try harness.token(.reader))
        token.header["alg"] = .string(algorithm)
        for key in [certificate, Array(TokenForge.encode(certificate).utf8), []] {
            let signature = Digest.hmac(Array(token.text.utf8), key: key)
            try expectRefusal("Bearer \(token.token(signature: signature))", Self.wrongKey, harness)
        }
    }

    @Test("An id token opens nothing, even signed by the right key", arguments: PartnerProgram.allCases)
    func identityToken(_ program: PartnerProgram) throws {
        let harness = try TokenHarness()
        let reply = try harness.post(.avery, [("scope", "openid")])
        let text = try #require(reply.json?["id_token"]?.string)
        try expectRefusal("Bearer \(text)", Self.wrongKey, harness, program)
        var token = try TokenForge(text)
        token.header = try TokenForge(try #require(reply.json?["access_token"]?.string)).header
        try expectRefusal("Bearer \(token.signed())", Self.wrongIssuer, harness, program)
        token.claims["appid"] = token.claims["aud"]
        try expectRefusal("Bearer \(token.signed())", Self.wrongAudience, harness, program)
    }

    @Test("Another simulator's token is refused, the same one's is accepted")
    func otherSimulator() throws {
        let harness = try TokenHarness()
        try expectRefusal("Bearer \(try TokenHarness(seed: 8).token(.reader))", Self.wrongKey, harness)
        #expect(try harness.call("cmp/ScheduledDataset", token: TokenHarness().token(.reader)).status == 200)
    }

    @Test("A token of 16 KiB is checked; one byte more is refused")
    func sizeLimit() throws {
        let harness = try TokenHarness()
        func token(count: Int) -> String { "e30.e30." + String(repeating: "A", count: count - 8) }
        try expectRefusal("Bearer " + token(count: 16384), Self.wrongKey, harness)
        try expectRefusal("Bearer " + token(count: 16385), Self.malformed, harness)
    }

    @Test(
        "The scheme is matched in any letter case, with any number of blanks",
        arguments: ["Bearer ", "bearer ", "BEARER ", "bEaReR   "])
    func scheme(_ scheme: String) throws {
        let harness = try TokenHarness()
        let fields = [("authorization", scheme + (try harness.token(.reader)))]
        #expect(try harness.send(.get, "/insights/v1/cmp/ScheduledDataset", fields).status == 200)
    }

    @Test("A wrong token is refused before the route, the method and the body are checked")
    func first() throws {
        let harness = try TokenHarness()
        for path in ["cmp", "cmp/", "cmp/Nonsense", "cmp/ScheduledReport/pause/x"] {
            #expect(try harness.call(path, .delete, token: "x").status == 401)
        }
        let large = String(repeating: " ", count: 2 << 20)
        #expect(try harness.call("cmp/ScheduledQueries", .post, token: "x", body: large).status == 401)
    }
}
