import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Where links begin")
struct LinkAddressTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let host: String?
        let isSecure: Bool
        let origin: String
        var testDescription: String { "\(isSecure ? "https" : "http") \(host ?? "-")" }
    }

    static let rows = [
        Row(host: "127.0.0.1:8080", isSecure: false, origin: "http://sim.test:8080"),
        Row(host: "api.partnercenter.microsoft.com", isSecure: false, origin: "http://sim.test:8080"),
        Row(
            host: "api.partnercenter.microsoft.com", isSecure: true, origin: "https://api.partnercenter.microsoft.com"),
        Row(host: "API.PartnerCenter.Microsoft.com", isSecure: true, origin: "https://api.partnercenter.microsoft.com"),
        Row(host: "127.0.0.1:8443", isSecure: true, origin: "https://127.0.0.1:8443"),
        Row(host: "[::1]:8443", isSecure: true, origin: "https://[::1]:8443"),
        Row(host: "localhost", isSecure: true, origin: "https://localhost"),
        Row(host: "sim.corp:8443", isSecure: true, origin: "https://sim.corp:8443"),
        Row(host: "sim.test:9443", isSecure: true, origin: "https://sim.test:9443"),
        Row(host: "192.0.2.2:8443", isSecure: true, origin: "https://192.0.2.2:8443"),
        Row(host: "evil.example", isSecure: true, origin: "https://192.0.2.2:8443"),
        Row(host: "localhost:443", isSecure: true, origin: "https://localhost"),
        Row(host: "sim.corp", isSecure: false, origin: "http://sim.test:8080"),
        Row(host: "localhost:8443:8443", isSecure: true, origin: "https://192.0.2.2:8443"),
        Row(host: "[::1].evil.example", isSecure: true, origin: "https://192.0.2.2:8443"),
        Row(host: "localhost:+8443", isSecure: true, origin: "https://192.0.2.2:8443"),
        // Nothing of the service is answered there; metadata keeps the name, which is always https.
        Row(host: "login.microsoftonline.com", isSecure: true, origin: "https://login.microsoftonline.com"),
        Row(host: "login.microsoftonline.com:80", isSecure: false, origin: "https://login.microsoftonline.com"),
        Row(host: "127.0.0.1.evil.example", isSecure: true, origin: "https://192.0.2.2:8443"),
        Row(host: "sim.test@evil.example", isSecure: true, origin: "https://192.0.2.2:8443"),
        Row(host: nil, isSecure: true, origin: "https://192.0.2.2:8443"),
    ]

    @Test(
        "The URL has https and a name of the service if the request has; otherwise it is the address", arguments: rows)
    func origin(_ row: Row) {
        let addresses = EndpointAddresses(
            advertised: AdvertisedURL(
                "http://sim.test:8080", tlsText: "https://192.0.2.2:8443", hostNames: ["sim.corp"]))
        var request = HTTPRequest(.get, "/")
        if let host = row.host { request.fields.append("Host", host) }
        request.isSecure = row.isSecure
        #expect(addresses.base(for: request) == row.origin)
    }

    @Test(
        "Where no address is set, links begin with the host that a request names, if that may be the simulator's",
        arguments: [
            ("localhost:9000", "http://localhost:9000"), ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("192.0.2.5:8080", "http://192.0.2.5:8080"), ("[::1]:8080", "http://[::1]:8080"),
            ("Simulator:8080", "http://simulator:8080"), ("simulator", "http://simulator"),
            ("localhost:80", "http://localhost"), ("evil.example", "http://listener:8080"),
            ("listener:8080", "http://listener:8080"), ("localhost:x", "http://listener:8080"),
            ("api.partnercenter.microsoft.com", "http://listener:8080"), ("", "http://listener:8080"),
            ("login.microsoftonline.com", "https://login.microsoftonline.com"),
        ])
    func named(_ host: String, _ base: String) {
        let advertised = AdvertisedURL("http://listener:8080", isSet: false)
        advertised.allowedHosts = ["simulator"]
        var request = HTTPRequest(
            .get, "/", fields: HTTPFields([(name: "Host", value: host)]), remoteAddress: "192.0.2.7")
        #expect(EndpointAddresses(advertised: advertised).base(for: request) == base)
        // In process there is no address but the configured one.
        request.remoteAddress = nil
        if !host.hasPrefix("login") {
            #expect(EndpointAddresses(advertised: advertised).base(for: request) == "http://listener:8080")
        }
        request.remoteAddress = "192.0.2.7"
        advertised.text = "http://sim.test"
        if !host.hasPrefix("login") {
            #expect(EndpointAddresses(advertised: advertised).base(for: request) == "http://sim.test")
        }
    }

    @Test("A case whose links begin with the host of a request is replayed with it")
    func namedCase() throws {
        let simulator = try Simulator(clock: .manual(TokenHarness.start), seed: 7)
        let response = simulator.respond(
            to: HTTPRequest(
                .get, "/common/.well-known/openid-configuration",
                fields: HTTPFields([(name: "Host", value: "localhost:9000")]), remoteAddress: "127.0.0.1"))
        let json = try JSONParser.parse(try response.bodyBytes())
        #expect(json["token_endpoint"]?.string == "http://localhost:9000/common/oauth2/token")
        let file = try Recording(parsing: Array(simulator.caseFile().text.utf8))
        #expect(try Replay(file, fixtures: .standard()).firstDifference == nil)
    }

    @Test("Download links and nextLink follow; a case recorded over https is replayed over https")
    func links() async throws {
        var settings = Settings()
        settings.pageSize = 1
        let simulator = try Simulator(settings: settings, clock: .manual(TokenHarness.start), seed: 7)
        simulator.hostNames = ["sim.corp"]
        let client = simulator.client(for: .cmp)
        let query = try await client.createQuery(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))
        for name in ["a", "b"] {
            _ = try await client.createReport(
                ReportRequest(reportName: name, queryID: query.queryID, executeNow: true))
        }
        let harness = simulator.respond(
            to: HTTPRequest(
                .post, "/\(TokenAccount.reader.tenant)/oauth2/token",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(TokenAccount.reader.form().utf8)))
        let token = try JSONParser.parse(try harness.bodyBytes())["access_token"]?.string ?? ""
        func response(_ path: String) throws -> JSONValue {
            var request = HTTPRequest(
                .get, "/insights/v1/cmp/\(path)",
                fields: HTTPFields([
                    (name: "Host", value: "api.partnercenter.microsoft.com"),
                    (name: "Authorization", value: "Bearer \(token)"),
                ]))
            request.isSecure = true
            return try JSONParser.parse(try simulator.respond(to: request).bodyBytes())
        }
        let base = "https://api.partnercenter.microsoft.com/"
        let reports = try response("ScheduledReport")
        #expect(reports["nextLink"]?.string?.hasPrefix(base) == true, "\(reports)")
        let id = try #require(reports["value"]?[0]?["reportId"]?.string)
        let link = try #require(
            try response("ScheduledReport/execution/\(id)")["value"]?[0]?["reportAccessSecureLink"]?.string)
        #expect(link.hasPrefix(base + "reports/"), "\(link)")
        let target = String(link.dropFirst(base.count - 1))
        #expect(simulator.respond(to: HTTPRequest(.get, target)).status == 200)
        // Another host name, which the case must keep.
        var named = HTTPRequest(
            .get, "/insights/v1/cmp/ScheduledReport",
            fields: HTTPFields([(name: "Host", value: "sim.corp"), (name: "Authorization", value: "Bearer \(token)")]))
        named.isSecure = true
        let list = try JSONParser.parse(try simulator.respond(to: named).bodyBytes())
        #expect(list["nextLink"]?.string?.hasPrefix("https://sim.corp/") == true, "\(list)")
        let file = try Recording(parsing: Array(simulator.caseFile().text.utf8))
        #expect(try Replay(file, fixtures: .standard()).firstDifference == nil)
    }
}
