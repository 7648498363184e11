import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Rotation of the signing key")
struct KeyRotationTests {
    private func identifiers(_ harness: TokenHarness, _ path: String) throws -> [String?] {
        try #require(try harness.send(.get, path).json?["keys"]?.array).map { $0["kid"]?.string }
    }

    @Test(
        "The newest of two published keys signs; a token expires with its key", arguments: [true, false])
    func rotation(_ isRemembered: Bool) throws {
        let harness = try TokenHarness()
        let path = "/\(TokenAccount.reader.tenant)/discovery/v2.0/keys"
        let first = try harness.token(.reader)
        if isRemembered {
            #expect(try harness.call("cmp/ScheduledDataset", token: first).status == 200)
        }
        harness.simulator.rotateSigningKey()
        let second = try harness.token(.reader)
        let names = [try TokenForge(first), try TokenForge(second)].map { $0.header["kid"]?.string }
        #expect(names[0] != names[1])
        #expect(try identifiers(harness, path) == [names[1], names[0]])
        #expect(try identifiers(harness, "/common/discovery/keys") == [names[1], names[0]])
        // Published still, so it holds still.
        #expect(try harness.call("cmp/ScheduledDataset", token: first).status == 200)
        #expect(try harness.call("cmp/ScheduledDataset", token: second).status == 200)
        harness.simulator.rotateSigningKey()
        #expect(try identifiers(harness, path).count == 2)
        #expect(try !identifiers(harness, path).contains(names[0]))
        let refused = try harness.call("cmp/ScheduledDataset", token: first)
        #expect(refused.status == 401)
        #expect(refused.fields["WWW-Authenticate"] == TokenRejectionTests.wrongKey)
        #expect(try harness.call("cmp/ScheduledDataset", token: second).status == 200)
    }

    @Test("The administration names the published keys, and rotates those of one tenant")
    func administration() throws {
        let harness = try TokenHarness()
        let first = try harness.token(.reader)
        let other = "keys?tenant=\(TokenAccount.neighbour.tenant)"
        func published(_ path: String, _ method: HTTPMethod = .get) throws -> [JSONValue] {
            let reply = try harness.admin(path, method)
            #expect(reply.status == 200)
            let names = try #require(reply.json?["published"]?.array)
            #expect(reply.json?["signing"] == names.first)
            return names
        }
        let start = try published("keys")
        #expect(start == [.string(try #require(try TokenForge(first).header["kid"]?.string))])
        let once = try published("keys", .post)
        #expect(once.count == 2 && once.last == start.first)
        #expect(try published("keys") == once)
        #expect(try harness.call("cmp/ScheduledDataset", token: first).status == 200)
        let twice = try published("keys", .post)
        #expect(twice.count == 2 && twice.last == once.first)
        #expect(try harness.call("cmp/ScheduledDataset", token: first).status == 401)
        #expect(try published(other) == start)
        #expect(
            harness.simulator.defaultSandbox.journal.events.map(\.text) == [
                "signing key rotated", "signing key rotated",
            ])
        #expect(try harness.admin("keys", .post, #"{"rotate":true}"#).status == 400)
        #expect(try harness.admin("keys", .delete).fields["Allow"] == "GET, HEAD, POST")
        #expect(try published("keys") == twice)
    }

    @Test("A rotation is for one tenant, and a reset undoes it")
    func isolation() throws {
        let harness = try TokenHarness()
        let own = try harness.token(.reader)
        let other = try harness.token(.neighbour)
        harness.simulator.rotateSigningKey()
        let later = try harness.token(.reader)
        harness.simulator.rotateSigningKey()
        #expect(try harness.call("cmp/ScheduledDataset", token: other).status == 200)
        #expect(try identifiers(harness, "/\(TokenAccount.neighbour.tenant)/discovery/keys").count == 1)
        harness.simulator.reset()
        #expect(try harness.call("cmp/ScheduledDataset", token: own).status == 200)
        // Signed by a key that is not published any more.
        #expect(try harness.call("cmp/ScheduledDataset", token: later).status == 401)
    }

    @Test("A key that a tenant does not use signs no valid token for it")
    func foreignGeneration() throws {
        let harness = try TokenHarness()
        harness.simulator.rotateSigningKey()
        let kid = try #require(try TokenForge(try harness.token(.reader)).header["kid"]?.string)
        // The neighbour has not rotated: the very same key is not published there.
        var token = try TokenForge(try harness.token(.neighbour))
        token.header["kid"] = .string(kid)
        let signature = SigningKey.key(seededBy: 7, generation: 1).signature(of: Array(token.text.utf8))
        #expect(
            try harness.call("cmp/ScheduledDataset", token: token.token(signature: signature)).status
                == 401)
    }

    @Test("A request on the event loop creates no key: requests that need one are answered off it, once")
    func eventLoop() throws {
        // A seed that no other test has.
        let seed: UInt64 = 0x6E6F_206B_6579
        let harness = try TokenHarness(seed: seed)
        let token = TokenForge.encode(Array(#"{"alg":"RS256","kid":"AAAA"}"#.utf8)) + ".e30.AAAA"
        let request = HTTPRequest(
            .get, "/insights/v1/cmp/ScheduledDataset",
            fields: HTTPFields([(name: "Authorization", value: "Bearer \(token)")]))
        func isDeferred(_ request: HTTPRequest) -> Bool {
            if case .offloaded = harness.simulator.handle(request) { true } else { false }
        }
        #expect(isDeferred(request))
        #expect(!SigningKey.isMade(seededBy: seed))
        let before = harness.simulator.defaultSandbox.journal.requestCount
        // A token without a key identifier needs no key.
        var bare = request
        bare.fields.set("Authorization", to: "Bearer e30.e30.AAAA")
        #expect(!isDeferred(bare))
        #expect(!SigningKey.isMade(seededBy: seed))
        #expect(harness.simulator.respond(to: request).status == 401)
        #expect(harness.simulator.defaultSandbox.journal.requestCount == before + 2)
        #expect(SigningKey.isMade(seededBy: seed))
        #expect(!isDeferred(request))
    }

    @Test("A token of an earlier process with the same seed is valid, though this process made no key")
    func earlierProcess() throws {
        let token = try TokenHarness().token(.reader)
        #expect(try TokenHarness().call("cmp/ScheduledDataset", token: token).status == 200)
    }

    @Test("The same seed gives the same keys after the same number of rotations")
    func deterministic() {
        #expect(
            SigningKey.key(seededBy: 7, generation: 1) === SigningKey.key(seededBy: 7, generation: 1))
        #expect(
            SigningKey.key(seededBy: 7, generation: 1).identifier
                != SigningKey.key(seededBy: 7).identifier)
    }
}
