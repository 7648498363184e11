import InsightsAPI
import InsightsFaults
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsServer
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Faulted requests")
struct FaultedRequestTests {
    private static let orders = CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder")

    /// Creates a sandbox, gets a token, and then sets these faults.
    private func harness(_ rules: FaultRule...) throws -> (SandboxHarness, token: String) {
        let harness = try SandboxHarness()
        let token = try harness.token()
        try harness.sandbox.setFaults(rules)
        return (harness, token)
    }

    @Test(
        "A status comes with its documented body, and the request has no effect",
        arguments: [
            (401, "Unauthorized"), (403, "Forbidden"), (404, "No item found with given filters."),
            (429, "Too Many Requests"), (500, "Service unavailable"), (503, "Service unavailable"),
        ])
    func status(_ status: Int, _ message: String) throws {
        let (harness, token) = try harness(FaultRule(.status(status), route: .createQuery, nth: 1))
        let body = #"{"Name":"q","Query":"SELECT OrderId FROM ISVOrder"}"#
        let first = harness.call("ScheduledQueries", .post, token: token, body: body)
        #expect(first.status.code == status)
        #expect(try harness.json(first)["message"]?.string == message)
        #expect(try harness.json(first)["statusCode"]?.integer == status)
        let list = harness.call("ScheduledQueries?includeSystemQueries=false", token: token)
        #expect(try harness.json(list)["totalCount"]?.integer == 0)
        #expect(harness.call("ScheduledQueries", .post, token: token, body: body).status == 200)
        #expect(harness.sandbox.journal.entries(matching: JournalQuery(hasFault: true)).map(\.status) == [status])
    }

    @Test("429 has a Retry-After")
    func throttle() throws {
        let (harness, token) = try harness(FaultRule(.throttled(retryAfter: 30), limit: 1))
        let response = harness.call("ScheduledQueries", token: token)
        #expect(response.status == 429)
        #expect(response.fields["Retry-After"] == "30")
        #expect(harness.call("ScheduledQueries", token: token).status == 200)
    }

    @Test("A token can be treated as expired, and a new one too")
    func expired() throws {
        let (harness, token) = try harness(FaultRule(.expiredToken, limit: 1))
        let response = harness.call("ScheduledQueries", token: token)
        #expect(response.status == 401)
        #expect(
            response.fields["WWW-Authenticate"]
                == #"Bearer error="invalid_token", error_description="The token is expired""#)
        #expect(harness.call("ScheduledQueries", token: token).status == 200)
    }

    @Test("The token endpoint fails with its messages")
    func tokenEndpoint() throws {
        let (harness, _) = try harness(
            FaultRule(.throttled(retryAfter: 60), route: .token, nth: 1), FaultRule(.status(503), route: .token, nth: 2)
        )
        let throttled = harness.grant()
        #expect(throttled.status == 429)
        #expect(throttled.fields["Retry-After"] == "60")
        #expect(try String(decoding: throttled.bodyBytes(), as: UTF8.self) == "Too Many Requests\n")
        let failed = harness.grant()
        #expect(failed.status == 503)
        #expect(try harness.json(failed)["error"]?.string == "temporarily_unavailable")
        #expect(try harness.json(failed)["error_codes"]?[0]?.integer == 90033)
        #expect(try harness.json(failed)["error_uri"] == nil)
        #expect(harness.grant().status == 200)
    }

    @Test("429 has seconds or a date, and the body that the rule wants")
    func throttleForms() throws {
        let (harness, token) = try harness(
            FaultRule(.throttled(retryAfter: 61, as: .date, body: .json), route: .token, nth: 1),
            FaultRule(.throttled(retryAfter: 0, body: .text), route: .listQueries, nth: 1),
            FaultRule(.throttled(retryAfter: 5, body: .json), route: .listQueries, nth: 2))
        let dated = harness.grant()
        #expect(dated.status == 429)
        #expect(try harness.json(dated)["error_codes"]?[0]?.integer == 90033)
        #expect(dated.fields["Date"] == "Wed, 06 Jan 2021 05:38:34 GMT")
        #expect(dated.fields["Retry-After"] == "Wed, 06 Jan 2021 05:39:35 GMT")
        let text = harness.call("ScheduledQueries", token: token)
        #expect(text.fields["Retry-After"] == "0")
        #expect(try String(decoding: text.bodyBytes(), as: UTF8.self) == "Too Many Requests\n")
        #expect(try harness.json(harness.call("ScheduledQueries", token: token))["statusCode"]?.integer == 429)
    }

    @Test("An error under status 200 has its status in the body alone, and no effect")
    func errorIn200() throws {
        let (harness, token) = try harness(
            FaultRule(.errorIn200(401), route: .createQuery, nth: 1),
            FaultRule(.errorIn200(503), route: .createQuery, nth: 2), FaultRule(.errorIn200(503), route: .token))
        let body = #"{"Name":"q","Query":"SELECT OrderId FROM ISVOrder"}"#
        for (status, message) in [(401, "Unauthorized"), (503, "Service unavailable")] {
            let response = harness.call("ScheduledQueries", .post, token: token, body: body)
            #expect(response.status == 200)
            #expect(response.fields["WWW-Authenticate"] == nil)
            #expect(try harness.json(response)["statusCode"]?.integer == status)
            #expect(try harness.json(response)["message"]?.string == message)
        }
        let list = harness.call("ScheduledQueries?includeSystemQueries=false", token: token)
        #expect(try harness.json(list)["totalCount"]?.integer == 0)
        let granted = harness.grant()
        #expect(granted.status == 200)
        #expect(try harness.json(granted)["error"]?.string == "temporarily_unavailable")
    }

    @Test("A page of HTML, a redirect and an unknown instance replace the response")
    func gateways() throws {
        for status in [200, 400, 503] {
            let (harness, _) = try harness(FaultRule(.htmlPage(status: status), route: .token))
            let response = harness.grant()
            #expect(response.status.code == status)
            #expect(response.fields["Content-Type"] == "text/html; charset=utf-8")
            #expect(try String(decoding: response.bodyBytes(), as: UTF8.self).hasPrefix("<!DOCTYPE html>"))
        }
        let (redirecting, _) = try harness(FaultRule(.redirect(status: 307), route: .token, limit: 1))
        let redirect = redirecting.grant()
        #expect(redirect.status == 307)
        #expect(redirect.fields["Location"] == "/\(redirecting.sandbox.tenantID)/oauth2/token")
        #expect(redirecting.grant().status == 200)
        let (unknown, _) = try harness(FaultRule(.unknownInstance, route: .discovery, limit: 1))
        let path = "/\(unknown.sandbox.tenantID)/.well-known/openid-configuration"
        let refused = unknown.simulator.respond(to: HTTPRequest(.get, path))
        #expect(refused.status == 400)
        #expect(try unknown.json(refused)["error"]?.string == "invalid_instance")
        #expect(unknown.simulator.respond(to: HTTPRequest(.get, path)).status == 200)
    }

    @Test("A member of a token response is changed, added or left out; a refusal stays as it is")
    func tokenField() throws {
        let changes: [(String, JSONValue?)] = [
            ("expires_in", .number("0")), ("expires_in", .string("0")), ("expires_in", .null), ("expires_in", nil),
            ("refresh_in", .number("60")),
        ]
        for (field, value) in changes {
            let (harness, _) = try harness(FaultRule(.tokenField(field, value), route: .token))
            let plain = try SandboxHarness().grant()
            let names = try #require(JSONParser.parse(plain.bodyBytes()).object).members.map(\.key)
            let object = try #require(JSONParser.parse(harness.grant().bodyBytes()).object)
            #expect(object[field] == value)
            let others = names.filter { $0 != field }
            #expect(object.members.map(\.key).filter { $0 != field } == others)
        }
        let (harness, _) = try harness(FaultRule(.tokenField("error", .string("x"))))
        let refused = harness.simulator.respond(
            to: HTTPRequest(.post, "/\(harness.sandbox.tenantID)/oauth2/token"))
        #expect(try harness.json(refused)["error"]?.string == "invalid_request")
    }

    @Test("A coded response says the same, and the journal shows it as it was before")
    func codings() throws {
        let (harness, token) = try harness(
            FaultRule(.gzip, route: .listQueries, nth: 1), FaultRule(.chunked, route: .listQueries, nth: 2))
        let gzip = harness.call("ScheduledQueries", token: token)
        #expect(gzip.fields["Content-Encoding"] == "gzip")
        let bytes = try Gunzip.unpack(gzip.bodyBytes())
        let chunked = harness.call("ScheduledQueries", token: token)
        guard case .stream(_, let length) = chunked.body else {
            Issue.record("the body has a length")
            return
        }
        #expect(length == nil)
        #expect(try chunked.bodyBytes() == bytes)
        #expect(try harness.call("ScheduledQueries", token: token).bodyBytes() == bytes)
        let bodies = harness.sandbox.journal.entries(matching: JournalQuery(route: .listQueries)).map(\.response.body)
        #expect(Set(bodies).count == 1 && bodies.count == 3)
    }

    @Test("Over a socket, a coded token is the same to a client", arguments: [Fault.gzip, .chunked])
    func codedSockets(_ fault: Fault) async throws {
        let (harness, _) = try harness(FaultRule(fault))
        let server = HTTPServer(handler: harness.simulator)
        let transport = SocketTransport(port: try server.start(), timeout: .seconds(300))
        defer { server.shutdown() }
        let request = HTTPRequest(.get, "/\(harness.sandbox.tenantID)/.well-known/openid-configuration")
        let response = try await transport.send(request)
        let bytes = try response.bodyBytes()
        let text = fault == .gzip ? try Gunzip.unpack(bytes) : bytes
        #expect(try JSONParser.parse(text)["token_endpoint"] != nil)
    }

    @Test("Latency counts in the journal; it is real if the fault says so or the clock is the system's")
    func latency() throws {
        let slow = FaultLatency.fixed(milliseconds: 1500)
        let (harness, token) = try harness(FaultRule(.latency(slow, isReal: false), route: .listQueries))
        #expect(harness.call("ScheduledQueries", token: token).delivery == .normal)
        try harness.sandbox.setFaults([FaultRule(.latency(slow, isReal: true), route: .listQueries)])
        #expect(harness.call("ScheduledQueries", token: token).delivery == HTTPDelivery(delay: .milliseconds(1500)))
        #expect(
            harness.sandbox.journal.entries(matching: JournalQuery(route: .listQueries)).map(\.simulatedMilliseconds)
                == [1500, 1500])
        let system = try Simulator(clock: .system, seed: 7)
        try system.defaultSandbox.setFaults([FaultRule(.latency(slow, isReal: false), route: .token)])
        let credentials = system.credentials(for: .cmp)
        let response = system.respond(to: HTTPRequest(.post, "/\(credentials.tenantID)/oauth2/token"))
        #expect(response.delivery.delay == .milliseconds(1500))
    }

    @Test("A response that does not arrive whole is a transport error, after the request had its effect")
    func transportFailures() async throws {
        let cases: [(Fault, @Sendable (TransportFailure) -> Bool)] = [
            (.connectionReset(.beforeHead), { $0 == .connectionReset(bodyBytes: nil) }),
            (.connectionReset(.midBody(afterBytes: 3)), { $0 == .connectionReset(bodyBytes: 3) }),
            (
                .connectionReset(.midBody(afterBytes: nil)),
                { if case .connectionReset(let n?) = $0 { n > 50 } else { false } }
            ),
            (.connectionReset(.afterBody), { if case .connectionReset(let n?) = $0 { n > 100 } else { false } }),
            (.truncatedBody(afterBytes: 5), { if case .truncatedBody(5, let all) = $0 { all > 100 } else { false } }),
            (
                .wrongContentLength(by: 7),
                { if case .truncatedBody(let n, let all) = $0 { all == n + 7 } else { false } }
            ),
        ]
        for (fault, isExpected) in cases {
            let (harness, _) = try harness(FaultRule(fault, route: .createQuery, nth: 1))
            let client = harness.sandbox.client(for: .cmp)
            let failure = await #expect(throws: TransportFailure.self) { try await client.createQuery(Self.orders) }
            #expect(failure.map(isExpected) == true, "\(fault): \(failure.map(String.init(describing:)) ?? "")")
            #expect(try await client.queries(includeSystemQueries: false).count == 1)
        }
    }

    @Test("A body longer than its Content-Length is cut by the client, so it is not JSON")
    func shortLength() async throws {
        let (harness, _) = try harness(FaultRule(.wrongContentLength(by: -4), route: .createQuery))
        await #expect(throws: ClientError.self) {
            try await harness.sandbox.client(for: .cmp).createQuery(Self.orders)
        }
    }

    @Test("A corrupted file does not unpack")
    func corruptGzip() async throws {
        let (harness, _) = try harness(FaultRule(.corruptGzip, nth: 1))
        let client = harness.sandbox.client(for: .cmp)
        let query = try await client.createQuery(Self.orders)
        let report = try await client.createReport(
            ReportRequest(reportName: "r", queryID: query.queryID, executeNow: true))
        let link = try #require(try await client.executions(reportID: report.reportID)[0].reportAccessSecureLink)
        await #expect(throws: (any Error).self) { try await client.download(link) }
        #expect(try await client.download(link).starts(with: Array("OrderId\r\n".utf8)))
    }

    @Test("A file that ends early is a whole message; only the gzip stream shows it")
    func shortGzip() async throws {
        let (harness, _) = try harness(FaultRule(.shortGzip(afterBytes: nil), route: .download, limit: 3))
        let client = harness.sandbox.client(for: .cmp)
        let query = try await client.createQuery(Self.orders)
        let report = try await client.createReport(
            ReportRequest(reportName: "r", queryID: query.queryID, executeNow: true))
        let link = try #require(try await client.executions(reportID: report.reportID)[0].reportAccessSecureLink)
        let target = "/" + link.split(separator: "/", maxSplits: 2).dropFirst(2).joined(separator: "/")
        await #expect(throws: (any Error).self) { try await client.download(link) }
        let short = harness.simulator.respond(to: HTTPRequest(.get, target))
        let part = harness.simulator.respond(
            to: HTTPRequest(.get, target, fields: HTTPFields([(name: "Range", value: "bytes=10-")])))
        let whole = harness.simulator.respond(to: HTTPRequest(.get, target))
        let (bytes, all) = (try short.bodyBytes(), try whole.bodyBytes())
        #expect(short.status == 200)
        #expect(short.delivery == .normal)
        #expect(bytes == Array(all.prefix(all.count / 2)))
        #expect(short.fields["Content-MD5"] == nil)
        #expect(whole.fields["Content-MD5"] != nil)
        let end = 10 + (all.count - 10) / 2
        #expect(part.fields["Content-Range"] == "bytes 10-\(end - 1)/\(end)")
        #expect(try part.bodyBytes() == Array(all[10..<end]))
        #expect(try await client.download(link).starts(with: Array("OrderId\r\n".utf8)))
    }

    @Test("The same plan gives the same faults to the same requests")
    func reproducible() throws {
        func statuses() throws -> [Int] {
            let (harness, token) = try harness(FaultRule(.status(500), probability: 0.4))
            return (0..<50).map { _ in harness.call("ScheduledQueries", token: token).status.code }
        }
        let first = try statuses()
        #expect(try statuses() == first)
        #expect(Set(first) == [200, 500])
    }

    @Test("Faults of one sandbox do not apply to another, or to requests of the administration")
    func isolation() throws {
        let (harness, _) = try harness(FaultRule(.status(500)))
        #expect(harness.grant().status == 500)
        let other = try harness.simulator.makeSandbox()
        let form = other.credentials(for: .cmp).form
        let response = harness.simulator.respond(
            to: HTTPRequest(
                .post, "/\(other.tenantID)/oauth2/token",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(form.utf8)))
        #expect(response.status == 200)
        #expect(try harness.admin("faults?tenant=\(harness.sandbox.tenantID)").1["fired"] == .array([.integer(1)]))
        #expect(try harness.admin("faults?tenant=\(harness.sandbox.tenantID)", .delete).1["rules"] == .array([]))
        #expect(harness.grant().status == 200)
    }

    @Test(
        "Over a socket, each fault arrives correctly",
        arguments: [
            Fault.connectionReset(.beforeHead), .connectionReset(.midBody(afterBytes: nil)),
            .truncatedBody(afterBytes: nil),
            .wrongContentLength(by: 10),
        ])
    func sockets(_ fault: Fault) async throws {
        let (harness, _) = try harness(FaultRule(fault, route: .createQuery, nth: 1))
        let server = HTTPServer(handler: harness.simulator)
        let transport = SocketTransport(port: try server.start(), timeout: .seconds(300))
        defer { server.shutdown() }
        let client = InsightsClient(
            program: .cmp, transport: transport, credentials: harness.sandbox.credentials(for: .cmp))
        await #expect(throws: TransportError.self) {
            try await client.createQuery(Self.orders)
        }
        #expect(try await client.queries(includeSystemQueries: false).count == 1)
    }

    @Test("Over a socket, real latency and a slow body take their time")
    func slowSockets() async throws {
        let (harness, _) = try harness(
            FaultRule(.latency(.fixed(milliseconds: 200), isReal: true), route: .listQueries),
            FaultRule(.slowDrip(bytesPerSecond: 20000), route: .datasets))
        let server = HTTPServer(handler: harness.simulator)
        let transport = SocketTransport(port: try server.start(), timeout: .seconds(300))
        defer { server.shutdown() }
        let client = InsightsClient(
            program: .cmp, transport: transport, credentials: harness.sandbox.credentials(for: .cmp))
        try await client.renewToken()
        let clock = ContinuousClock()
        #expect(try await clock.measure { _ = try await client.queries() } >= .milliseconds(200))
        #expect(try await clock.measure { _ = try await client.datasets() } >= .milliseconds(100))
    }
}
