import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Sandboxes over HTTP")
struct SandboxAdministrationTests {
    @Test("A sandbox like another tenant has its applications and users, with separate secrets")
    func model() throws {
        let harness = try SandboxHarness()
        let (status, made) = try harness.admin("sandboxes", .post, #"{"model":"saltmarsh.example"}"#)
        #expect(status == 200)
        let model = try #require(try FixtureStore.standard().tenants.first { $0.domain == "saltmarsh.example" })
        let applications = try #require(made["applications"]?.array)
        #expect(applications.map { $0["displayName"]?.string } == model.applications.map(\.displayName))
        for (own, original) in zip(applications, model.applications) {
            #expect(own["clientId"]?.string != original.clientID)
            let secrets = own["clientSecrets"]?.array?.compactMap(\.string) ?? []
            #expect(secrets.count == original.secrets.count)
            #expect(Set(secrets).isDisjoint(with: original.secrets))
        }
        let users = try #require(made["users"]?.array)
        #expect(users.map { $0["displayName"]?.string } == model.users.map(\.displayName))
    }

    @Test("A sandbox shows the conditions of its applications and users")
    func conditions() throws {
        let harness = try SandboxHarness()
        let made = try harness.admin("sandboxes", .post, #"{"model":"saltmarsh.example"}"#).1
        let shown = try harness.admin("sandboxes/\(try #require(made["tenantId"]?.string))", .get).1
        for response in [made, shown] {
            func application(_ name: String) throws -> JSONValue {
                try #require(response["applications"]?.array?.first { $0["displayName"]?.string == name })
            }
            let plain = try application("Trial Reader")
            #expect(plain.object?.keys == ["displayName", "clientId", "clientSecrets", "enrollments", "redirectUris"])
            #expect(plain["redirectUris"]?[2]?["platform"]?.string == "spa")
            #expect(plain["enrollments"]?[0]?["roles"] == .array([.string("Manager")]))
            #expect(try application("Rolling Export")["expires"] == .array([.string("2024-06-01T00:00:00Z"), .null]))
            #expect(try application("Desktop Viewer")["public"] == .bool(true))
            #expect(try application("Throttled Export")["throttle"] == .integer(7))
            #expect(try application("Unlucky Export")["unavailable"] == .bool(true))
            #expect(
                try application("Signing Export")["thumbprints"] == .array([.string("MPbZmxB6lIBi48MRfflVqP19G1s")]))
            let states = response["users"]?.array?.map { $0["state"]?.string }
            #expect(Set(states ?? []) == Set(UserState.allCases.map(\.rawValue)))
            #expect(response["users"]?[0]?["mpnRole"]?.string == "ExecutiveReportViewer")
        }
    }

    @Test("One call creates a sandbox, and its credentials open the service")
    func make() async throws {
        let harness = try SandboxHarness()
        let (status, made) = try harness.admin("sandboxes", .post, #"{"name":"mine"}"#)
        #expect(status == 200)
        #expect(
            made.object?.keys == [
                "name", "url", "admin", "tenantId", "clientId", "clientSecret", "username", "password",
                "refreshToken", "edition",
                "settings", "applications", "users",
            ])
        func text(_ key: String) throws -> String { try #require(made[key]?.string) }
        let client = InsightsClient(
            program: .cmp, transport: harness.simulator.transport,
            credentials: Credentials(
                tenantID: try text("tenantId"), clientID: try text("clientId"),
                clientSecret: try text("clientSecret")))
        #expect(try await client.datasets().count == 4)
        let again = try harness.admin("sandboxes/\(try text("tenantId"))", .get)
        #expect(again.1 == made)
    }

    @Test("The list has no secret; deleting removes a sandbox from it")
    func list() throws {
        let harness = try SandboxHarness()
        let information = harness.sandbox.information
        let (_, list) = try harness.admin("sandboxes", .get)
        #expect(list["count"]?.integer == 1)
        #expect(list["sandboxes"]?[0]?["tenantId"]?.string == information.tenantID)
        #expect(!JSONWriter.pretty(list).contains(information.clientSecret))
        let deleted = try harness.admin("sandboxes/\(information.tenantID)", .delete)
        #expect(deleted.1 == .object(["deleted": .string(information.tenantID)]))
        #expect(try harness.admin("sandboxes", .get).1["count"]?.integer == 0)
        #expect(try harness.admin("sandboxes/\(information.tenantID)", .delete).0 == 404)
        #expect(try harness.admin("sandboxes/\(harness.simulator.information.tenantID)", .delete).0 == 400)
    }

    @Test("The administration changes no identifier that a client sees")
    func neutral() throws {
        func identifiers(administering: Bool) throws -> [String?] {
            let harness = try SandboxHarness()
            let token = try harness.token()
            return try (0..<3).map { _ in
                if administering {
                    for path in ["clock", "journal", "faults", "credentials", "case"] {
                        _ = try harness.admin("\(path)?tenant=\(harness.sandbox.tenantID)", .get)
                    }
                }
                return harness.call("ScheduledQueries", token: token).fields["x-ms-request-id"]
            }
        }
        #expect(try identifiers(administering: true) == identifiers(administering: false))
    }

    @Test("With a key, everyone needs it; without one, other machines may not administer")
    func key() throws {
        func status(
            _ key: String?, sent: String?, from address: String, _ fields: [(String, String)] = [],
            baseURL: String = "http://localhost"
        ) throws -> Int {
            let simulator = Simulator(
                clock: .manual(SandboxHarness.start), seed: 1, fixtures: try .standard(), baseURL: baseURL,
                administrationKey: key)
            var all = fields
            if let sent { all.append(("x-insights-simulator-key", sent)) }
            let request = HTTPRequest(
                .get, "/_sim/clock", fields: HTTPFields(all.map { (name: $0.0, value: $0.1) }),
                remoteAddress: address)
            return simulator.respond(to: request).status.code
        }
        let (near, far) = ("127.0.0.1", "192.0.2.7")
        #expect(try status(nil, sent: nil, from: near) == 200)
        #expect(try status(nil, sent: "k", from: near) == 403)
        #expect(try status(nil, sent: nil, from: far) == 403)
        #expect(try status(nil, sent: "k", from: far) == 403)
        #expect(try status("k", sent: nil, from: near) == 403)
        #expect(try status("k", sent: "k", from: near) == 200)
        #expect(try status("k", sent: "wrong", from: near) == 403)
        #expect(try status("k", sent: nil, from: far) == 403)
        #expect(try status("k", sent: "wrong", from: far) == 403)
        #expect(try status("k", sent: "k", from: far) == 200)
        #expect(try status("k", sent: "k", from: far, [("Host", "sim.example:80")]) == 200)
        #expect(try status("k", sent: nil, from: near, [("Host", "sim.example:80")]) == 403)
        // An empty key is none, not one that is easy to guess.
        #expect(try status("", sent: "", from: far) == 403)
        #expect(try status("", sent: nil, from: far) == 403)
        #expect(try status("", sent: nil, from: near) == 200)
        // The address that the service was told to be reached by is no page's doing.
        let named = [("Host", "sim.example:80")]
        #expect(try status(nil, sent: nil, from: near, named, baseURL: "http://sim.example") == 200)
        #expect(
            try status(nil, sent: nil, from: near, [("Host", "evil.example")], baseURL: "http://sim.example") == 403)
        #expect(try status(nil, sent: nil, from: far, named, baseURL: "http://sim.example") == 403)
        let page = [("Host", "sim.example:80"), ("Origin", "http://evil.example")]
        #expect(try status("k", sent: "k", from: far, page) == 403)
        let own = [("Host", "sim.example:80"), ("Origin", "http://sim.example:80")]
        #expect(try status("k", sent: "k", from: far, own) == 200)
    }
}
