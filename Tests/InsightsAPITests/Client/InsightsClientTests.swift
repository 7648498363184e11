import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Typed client")
struct InsightsClientTests {
    static let empty = #"{"value":[],"totalCount":0,"message":null,"statusCode":200}"#

    @Test("One token serves many calls, until it is renewed")
    func tokens() async throws {
        let transport = CannedTransport(Self.empty)
        let client = transport.client()
        for _ in 0..<5 { _ = try await client.datasets() }
        #expect(transport.requests.count == 6)
        #expect(transport.requests[0].target == "/t%2F1/oauth2/token")
        #expect(transport.requests[0].method == .post)
        #expect(transport.requests[0].fields["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(
            String(decoding: transport.requests[0].body, as: UTF8.self)
                == "resource=https%3A%2F%2Fgraph.windows.net&client_id=c&client_secret=s%2B%2F%3D~"
                + "&grant_type=client_credentials")
        #expect(transport.calls.allSatisfy { $0.fields["Authorization"] == "Bearer TOKEN" })
        let token = try await client.renewToken()
        #expect(token.accessToken == "TOKEN")
        #expect(token.refreshToken == nil)
        _ = try await client.datasets()
        #expect(transport.requests.count == 8)
    }

    @Test("A token with a line break is refused where it arrives", arguments: ["a\\nb", "a\\u0000", "\\r\\n"])
    func tokenOfTwoLines(_ token: String) async throws {
        let text = CannedTransport.token.replacing("TOKEN", with: token)
        let transport = CannedTransport { _ in CannedTransport.response(200, text) }
        let error = await #expect(throws: ClientError.self) { try await transport.client().datasets() }
        #expect(error.map { "\($0)" }?.contains("access_token") == true, "\(error.map { "\($0)" } ?? "")")
        #expect(transport.calls.isEmpty)
    }

    struct Call: Sendable, CustomTestStringConvertible {
        let request: String
        let body: String?
        let send: @Sendable (InsightsClient) async throws -> Void
        var testDescription: String { request }

        init(
            _ request: String, body: String? = nil, _ send: @escaping @Sendable (InsightsClient) async throws -> Void
        ) {
            self.request = request
            self.body = body
            self.send = send
        }
    }

    static let calls: [Call] = [
        Call("GET ScheduledDataset") { _ = try await $0.datasets() },
        Call("GET ScheduledDataset?datasetName=A%20B") { _ = try await $0.datasets(named: "A B") },
        Call("POST ScheduledQueries", body: #"{"Query":"q","Name":"n","Description":null}"#) {
            _ = try await $0.createQuery(CreateQueryRequest(name: "n", query: "q"))
        },
        Call("GET ScheduledQueries") { _ = try await $0.queries() },
        Call(
            "GET ScheduledQueries?queryId=a%3Bb&queryName=n%26&includeSystemQueries=false&includeOnlySystemQueries=true"
        ) {
            _ = try await $0.queries(id: "a;b", name: "n&", includeSystemQueries: false, onlySystemQueries: true)
        },
        Call("DELETE ScheduledQueries/a%2Fb") { _ = try await $0.deleteQuery(id: "a/b") },
        Call("GET ScheduledQueries/testQueryResult?exportQuery=SELECT%20a%2Bb") {
            _ = try await $0.testQuery("SELECT a+b")
        },
        Call("GET ScheduledQueries/testQueryResult?queryId=x") { _ = try await $0.testQuery(id: "x") },
        Call("POST ScheduledReport", body: #"{"ReportName":"n","QueryId":"q"}"#) {
            _ = try await $0.createReport(ReportRequest(reportName: "n", queryID: "q"))
        },
        Call("GET ScheduledReport?reportId=a&reportName=b&queryId=c") {
            _ = try await $0.reports(id: "a", name: "b", queryID: "c")
        },
        Call("PUT ScheduledReport/a", body: #"{"ReportName":"n"}"#) {
            _ = try await $0.updateReport(id: "a", ReportRequest(reportName: "n"))
        },
        Call("DELETE ScheduledReport/a") { _ = try await $0.deleteReport(id: "a") },
        Call("PUT ScheduledReport/pause/a") { _ = try await $0.pauseReport(id: "a") },
        Call("PUT ScheduledReport/resume/a") { _ = try await $0.resumeReport(id: "a") },
        Call("GET ScheduledReport/execution/a") { _ = try await $0.executions(reportID: "a") },
        Call(
            "GET ScheduledReport/execution/a?executionId=e&executionStatus=Pending%3BCompleted&getLatestExecution=false"
        ) {
            _ = try await $0.executions(
                reportID: "a", executionID: "e", statuses: [.pending, .completed], latestOnly: false)
        },
    ]

    @Test("Every operation sends its request", arguments: calls, PartnerProgram.allCases)
    func requests(_ call: Call, _ program: PartnerProgram) async throws {
        let transport = CannedTransport(#"{"value":[]}"#)
        // Operations that promise one record say that none came; what was sent is what counts here.
        try? await call.send(transport.client(program))
        let request = try #require(transport.calls.first)
        let prefix = "/insights/v1/\(program)/"
        #expect(request.target.hasPrefix(prefix))
        #expect("\(request.method) \(request.target.dropFirst(prefix.count))" == call.request)
        #expect(String(decoding: request.body, as: UTF8.self) == call.body ?? "")
        #expect(request.fields["Content-Type"] == (call.body == nil ? nil : "application/json"))
    }

    // MARK: Refusals and misfits

    @Test("A refusal has the status and the message of the response")
    func refused() async throws {
        let transport = CannedTransport(
            #"{"value":[],"totalCount":0,"message":"No item found with given filters.","statusCode":404}"#, 404)
        await #expect(throws: ClientError.refused(status: 404, message: "No item found with given filters.")) {
            try await transport.client().datasets()
        }
        await #expect(throws: ClientError.refused(status: 500, message: nil)) {
            try await CannedTransport("{}", 500).client().datasets()
        }
    }

    @Test("A refused token request has the error and its first line, and no call follows")
    func tokenRefused() async throws {
        let text = #"{"error":"invalid_client","error_description":"AADSTS7000215: Wrong.\r\nTrace ID: x"}"#
        let transport = CannedTransport { _ in CannedTransport.response(401, text) }
        let error = ClientError.tokenRefused(
            status: 401, error: "invalid_client", description: "AADSTS7000215: Wrong.")
        await #expect(throws: error) { try await transport.client().queries() }
        #expect(transport.requests.count == 1)
    }

    struct Mismatch: Sendable, CustomTestStringConvertible {
        let text: String
        let place: String
        let found: String
        let expected: String
        var testDescription: String { text }

        init(_ text: String, _ place: String, _ found: String, _ expected: String) {
            self.text = text
            self.place = place
            self.found = found
            self.expected = expected
        }
    }

    static let query = #""queryId":"i","name":"n","query":"q","type":"userDefined","user":"u""#

    @Test(
        "A response of another shape is refused with the place",
        arguments: [
            Mismatch("{}", "value", "nothing", "an array"),
            Mismatch(#"{"value":{}}"#, "value", "an object", "an array"),
            Mismatch("[]", "value", "nothing", "an array"),
            Mismatch(#"{"value":[1]}"#, "value/0", "a number", "an object"),
            Mismatch(#"{"value":[{}]}"#, "value/0/queryId", "nothing", "a string"),
            Mismatch(#"{"value":[{"queryId":null}]}"#, "value/0/queryId", "nothing", "a string"),
            Mismatch(#"{"value":[{"queryId":1}]}"#, "value/0/queryId", "a number", "a string or null"),
            Mismatch("{\"value\":[{\(query)}]}", "value/0/createdTime", "nothing", "a string"),
            Mismatch(
                "{\"value\":[{\(query),\"createdTime\":\"t\"},{\"queryId\":\"i\"}]}", "value/1/name", "nothing",
                "a string"),
            Mismatch(
                #"{"value":[{"queryId":"i","name":"n","query":"q","type":"other"}]}"#, "value/0/type", "other",
                "a known value"),
        ])
    func mismatches(_ mismatch: Mismatch) async throws {
        let error = ClientError.unexpectedResponse(
            place: mismatch.place, found: mismatch.found, expected: mismatch.expected)
        await #expect(throws: error) { try await CannedTransport(mismatch.text).client().queries() }
    }

    @Test("A response that is not JSON is refused with its status, from the token endpoint too")
    func noJSON() async throws {
        let plain = CannedTransport { _ in CannedTransport.response(429, "Too Many Requests") }
        let error = await #expect(throws: ClientError.self) { try await plain.client().datasets() }
        guard case .unexpectedResponse("token", let found, "JSON") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.hasPrefix("status 429, line 1, column 1"))
        let gateway = CannedTransport("<html>", 502)
        let other = await #expect(throws: ClientError.self) { try await gateway.client().datasets() }
        #expect(other?.description.hasPrefix("response: found status 502, line 1, column 1") == true)
    }

    @Test(
        "A token response without a field is refused with the place",
        arguments: ["expires_in", "ext_expires_in", "expires_on", "not_before", "resource", "access_token"])
    func tokenMismatches(_ key: String) async throws {
        var object = try #require(try JSONParser.parse(CannedTransport.token).object)
        object[key] = nil
        let text = String(decoding: JSONWriter.encode(.object(object)), as: UTF8.self)
        let transport = CannedTransport { _ in CannedTransport.response(200, text) }
        let error = ClientError.unexpectedResponse(place: "token/\(key)", found: "nothing", expected: "a string")
        await #expect(throws: error) { try await transport.client().renewToken() }
        object[key] = .integer(1)
        let number = String(decoding: JSONWriter.encode(.object(object)), as: UTF8.self)
        let other = CannedTransport { _ in CannedTransport.response(200, number) }
        await #expect(throws: ClientError.self) { try await other.client().renewToken() }
    }

    @Test("An operation with one record refuses an empty list and two records", arguments: [0, 2])
    func oneRecord(_ count: Int) async throws {
        let record = "{\(Self.query),\"createdTime\":\"t\"}"
        let text = "{\"value\":[\(Array(repeating: record, count: count).joined(separator: ","))]}"
        let error = ClientError.unexpectedResponse(
            place: "value", found: "\(count) records", expected: "exactly one record")
        await #expect(throws: error) { try await CannedTransport(text).client().deleteQuery(id: "x") }
    }

    @Test("An error of the transport reaches the caller")
    func transportErrors() async throws {
        struct Unplugged: Error {}
        let transport = CannedTransport { _ in throw Unplugged() }
        await #expect(throws: Unplugged.self) { try await transport.client().datasets() }
    }

    // MARK: Downloads

    @Test("The client follows a link without the token, and unpacks a packed file")
    func downloads() async throws {
        let transport = CannedTransport { request in
            guard request.target.hasPrefix("/reports/") else { return HTTPResponse(404) }
            let isPacked = request.target.hasSuffix("packed")
            return HTTPResponse(
                200, fields: HTTPFields(isPacked ? [(name: "content-encoding", value: "GZIP")] : []),
                body: .bytes(isPacked ? GunzipTests.hello : Array("plain".utf8)))
        }
        let client = transport.client()
        #expect(try await client.download("http://host:1/reports/a?sig=packed") == Array("hello, hello, hello\n".utf8))
        #expect(try await client.download("https://host/reports/a?sig=x://y") == Array("plain".utf8))
        #expect(transport.requests.map(\.target) == ["/reports/a?sig=packed", "/reports/a?sig=x://y"])
        #expect(transport.requests.allSatisfy { !$0.fields.contains("Authorization") && $0.method == .get })
        await #expect(throws: ClientError.refused(status: 404, message: nil)) {
            try await client.download("http://host/nowhere")
        }
        for link in ["", "/reports/a", "http://host", "nonsense"] {
            await #expect(throws: ClientError.badLink(link)) { try await client.download(link) }
        }
    }

    @Test("Credentials write the form of their grant, and describe themselves without secrets")
    func credentials() {
        var credentials = Credentials(tenantID: "t", clientID: "c", clientSecret: "s3cret", resource: "r")
        #expect(credentials.form == "resource=r&client_id=c&client_secret=s3cret&grant_type=client_credentials")
        #expect("\(credentials)" == "application c of tenant t")
        credentials.username = "u@d"
        credentials.password = "p w+"
        #expect(
            credentials.form
                == "resource=r&client_id=c&client_secret=s3cret&grant_type=password&username=u%40d&password=p%20w%2B"
                + "&scope=openid")
        #expect("\(credentials)" == "application c of tenant t, user u@d")
        #expect(Parameters(parsing: credentials.form)["password"] == "p w+")
    }
}
