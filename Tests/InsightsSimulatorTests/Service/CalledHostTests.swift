import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsSimulator
import Testing

@Suite("Pages of other origins, and DNS rebinding")
struct CalledHostTests {
    private static func simulator() throws -> Simulator {
        let simulator = Simulator(
            clock: .manual(SandboxHarness.start), seed: 1, fixtures: try .standard(),
            baseURL: "http://sim.corp.example:8080")
        simulator.allowedHosts = ["Simulator", "reports.internal."]
        simulator.hostNames = ["tls.example"]
        return simulator
    }

    private static let paths: [(HTTPMethod, String)] = [
        (.post, "/common/oauth2/token"), (.post, "/common/oauth2/v2.0/token"),
        (.get, "/common/.well-known/openid-configuration"), (.get, "/insights/v1/cmp/ScheduledDataset"),
        (.post, "/insights/v1/mpn/ScheduledReport"), (.options, "/insights/v1/mpn/ScheduledReport"),
    ]

    private static func statuses(_ fields: [(String, String)], from address: String? = "127.0.0.1") throws -> Set<Bool>
    {
        let simulator = try simulator()
        return Set(
            paths.map { method, path in
                let request = HTTPRequest(
                    method, path, fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }), remoteAddress: address)
                return simulator.respond(to: request).status == 403
            })
    }

    @Test(
        "A known host is served",
        arguments: [
            "", "localhost", "localhost:8080", "LocalHost:1", "localhost.", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080",
            "192.0.2.7:8080", "[2001:db8::1]", "0.0.0.0:8080", "sim.corp.example", "sim.corp.example:9",
            "SIM.corp.example:8080", "simulator", "simulator:8080", "reports.internal", "tls.example:443",
            "login.microsoftonline.com", "eastus.login.microsoft.com",
        ])
    func known(_ host: String) throws {
        let simulator = try Self.simulator()
        let request = HTTPRequest(
            .get, "/common/.well-known/openid-configuration", fields: HTTPFields([(name: "Host", value: host)]),
            remoteAddress: "192.0.2.7")
        #expect(simulator.respond(to: request).status == 200)
    }

    @Test("The service's own host is served")
    func service() throws {
        for host in [
            "api.partnercenter.microsoft.com", "API.PartnerCenter.Microsoft.com:443",
            "partneranalytics-api.azure-api.net",
        ] {
            let request = HTTPRequest(
                .get, "/insights/v1/cmp/ScheduledDataset", fields: HTTPFields([(name: "Host", value: host)]),
                remoteAddress: "127.0.0.1")
            #expect(try Self.simulator().respond(to: request).status == 401)
        }
    }

    @Test(
        "A foreign host is refused",
        arguments: [
            "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
            "[::1].evil.example",
            "localhost:80:80", "localhost:", "localhost:x", "localhost:123456", "localhostx", "xlocalhost",
            "simulator.evil.example",
            "login.microsoftonline.com.evil.example", "2130706433", "[::1", "sim.corp.example.evil.example",
        ])
    func foreign(_ host: String) throws {
        #expect(try Self.statuses([("Host", host)]) == [true])
        #expect(try Self.statuses([("Host", host)], from: "192.0.2.7") == [true])
        #expect(try Self.statuses([("Host", host)], from: nil) == [false])
    }

    @Test(
        "A page of another origin is refused",
        arguments: [
            "http://evil.example", "https://localhost.evil.example", "null", "", "file://", "localhost",
            "http://localhost:80:80",
        ])
    func origin(_ origin: String) throws {
        #expect(try Self.statuses([("Host", "localhost:8080"), ("Origin", origin)]) == [true])
    }

    @Test(
        "A page of this machine, of a configured name or of the service's is served",
        arguments: [
            "http://localhost:3000", "https://127.0.0.1", "http://simulator", "https://sim.corp.example",
            "https://login.microsoftonline.com",
        ])
    func ownOrigin(_ origin: String) throws {
        #expect(try Self.statuses([("Host", "localhost:8080"), ("Origin", origin)]) == [false])
    }

    @Test("A refusal says what to do, and is in no journal")
    func explains() throws {
        let simulator = try Self.simulator()
        let request = HTTPRequest(
            .post, "/common/oauth2/token", fields: HTTPFields([(name: "Host", value: "evil.example")]),
            remoteAddress: "127.0.0.1")
        let response = simulator.respond(to: request)
        let text = String(decoding: try response.bodyBytes(), as: UTF8.self)
        #expect(
            text.contains(
                "Host: found 'evil.example'; expected a name of this machine or of the service; 'serve --allow-host NAME' allows another"
            ))
        #expect(response.fields["x-insights-simulator-detail"]?.hasPrefix("Host: found 'evil.example'") == true)
        #expect(simulator.defaultSandbox.journal.requestCount == 0)
    }
}
