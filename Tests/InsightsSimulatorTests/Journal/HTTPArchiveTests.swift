import InsightsAPI
import InsightsFaults
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsSimulator

@Suite("Journal as HTTP Archive")
struct HTTPArchiveTests {
    private static func schema() throws -> JSONSchema {
        let document = Corpus.read("har-1.2.schema.json")
        let archive = try #require(document["$defs"]?["archive"])
        return try JSONSchema(archive, in: document, at: JSONPointer(["$defs", "archive"]))
    }

    /// Returns the entries of a journal's archive, which must be valid.
    private static func entries(
        _ journal: RequestJournal, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [JSONValue] {
        let archive = journal.har(baseURL: "http://localhost:8080")
        #expect(try schema().firstViolation(in: archive) == nil, sourceLocation: sourceLocation)
        return archive["log"]?["entries"]?.array ?? []
    }

    /// Sends a GET and returns its entry.
    private func entry(
        _ target: String, fields: [(name: String, value: String)] = [], change: (inout HTTPRequest) -> Void = { _ in }
    ) throws -> JSONValue {
        let harness = try SandboxHarness()
        var request = HTTPRequest(.get, target, fields: HTTPFields(fields))
        change(&request)
        _ = harness.simulator.respond(to: request)
        return try #require(try Self.entries(harness.simulator.defaultSandbox.journal).last)
    }

    @Test("It has every member that version 1.2 requires")
    func structure() throws {
        let harness = try SandboxHarness()
        let token = try harness.token()
        _ = harness.call("ScheduledQueries?queryName=x%20y&a", token: token)
        _ = harness.call("ScheduledQueries", .post, token: token, body: #"{"Name":"q"}"#)
        _ = harness.call("Nothing", .put, token: token)
        let (status, archive) = try harness.admin("journal?format=har&tenant=\(harness.sandbox.tenantID)")
        #expect(status == 200)
        let log = try #require(archive["log"])
        #expect(log["version"]?.string == "1.2")
        #expect(log["creator"]?["name"]?.string == "insights-simulator")
        #expect(log["creator"]?["version"]?.string?.isEmpty == false)
        let entries = try #require(log["entries"]?.array)
        #expect(entries.count == 4)
        #expect(try Self.schema().firstViolation(in: archive) == nil)
        #expect(entries[1]["request"]?["queryString"]?[0]?["value"]?.string == "x y")
        #expect(entries[1]["request"]?["url"]?.string?.hasPrefix("http://") == true)
    }

    // MARK: Addresses

    @Test(
        "The URL is the one that the client asked for, and valid",
        arguments: [
            ("/a?b=c", nil, false, "http://localhost:8080/a?b=c"),
            ("/a", "sim.test:81", false, "http://sim.test:81/a"),
            ("/a", "login.microsoftonline.com", true, "https://login.microsoftonline.com/a"),
            ("/a", "127.0.0.1:8443", true, "https://127.0.0.1:8443/a"),
            ("/a", "no host", false, "http://localhost:8080/a"),
            ("http://api.partnercenter.microsoft.com/x?y", nil, false, "http://api.partnercenter.microsoft.com/x?y"),
            ("/<a>|%zz%2F[é]?\"", nil, false, "http://localhost:8080/%3Ca%3E%7C%25zz%2F%5B%C3%A9%5D?%22"),
        ] as [(String, String?, Bool, String)])
    func addresses(_ target: String, _ host: String?, _ isSecure: Bool, _ expected: String) throws {
        let entry = try entry(target, fields: host.map { [(name: "Host", value: $0)] } ?? []) { $0.isSecure = isSecure }
        #expect(entry["request"]?["url"]?.string == expected)
    }

    @Test("A request behind a proxy that speaks TLS at the configured address has that address")
    func configuredAddress() throws {
        let harness = try SandboxHarness()
        for host in ["sim.test", "other.test"] {
            _ = harness.simulator.respond(
                to: HTTPRequest(.get, "/a", fields: HTTPFields([(name: "Host", value: host)])))
        }
        let archive = harness.simulator.defaultSandbox.journal.har(baseURL: "https://sim.test")
        let urls = archive["log"]?["entries"]?.array?.map { $0["request"]?["url"]?.string }
        #expect(urls == ["https://sim.test/a", "http://other.test/a"])
    }

    @Test("Labels of secrets in URLs are percent-encoded, and a comment tells of them")
    func labels() throws {
        let entry = try entry("/reports/x/y.csv?sig=abcdefghijklmnopqrstuvwxyz")
        #expect(
            entry["request"]?["url"]?.string == "http://localhost:8080/reports/x/y.csv?sig=%3Clink%20signature%3E")
        #expect(entry["request"]?["queryString"]?[0]?["value"]?.string == "<link signature>")
        #expect(entry["request"]?["comment"]?.string == HTTPArchive.redactionRemark)
        #expect(try self.entry("/a")["request"]?["comment"] == nil)
    }

    @Test("The version of HTTP is the request's")
    func version() throws {
        #expect(try entry("/a") { $0.version = .http10 }["request"]?["httpVersion"]?.string == "HTTP/1.0")
        #expect(try entry("/a")["request"]?["httpVersion"]?.string == "HTTP/1.1")
    }

    // MARK: Bodies

    @Test("HEAD has no body, whatever GET has")
    func head() throws {
        let response = try entry("/x") { $0.method = .head }["response"]
        #expect(response?["bodySize"]?.integer == 0)
        #expect(response?["content"]?["size"]?.integer == 0)
        #expect(response?["content"]?["text"]?.string == "")
    }

    @Test("A body beyond journal-body-bytes has a comment and its start, but no text", arguments: [-1, 0, 1, nil])
    func cut(_ difference: Int?) throws {
        let response = try SandboxHarness().simulator.respond(to: HTTPRequest(.get, "/x")).bodyBytes()
        let limit = difference.map { response.count + $0 }
        let harness = try SandboxHarness { $0.journalBodyBytes = limit }
        _ = harness.simulator.respond(to: HTTPRequest(.get, "/x"))
        let content = try Self.entries(harness.simulator.defaultSandbox.journal)[0]["response"]?["content"]
        #expect(content?["size"]?.integer == response.count)
        let isWhole = difference.map { $0 >= 0 } ?? false
        #expect(content?["text"]?.string == (isWhole ? String(decoding: response, as: UTF8.self) : nil))
        #expect(
            content?["_start"]?.string
                == (difference == -1 ? String(decoding: response.dropLast(), as: UTF8.self) : nil))
        #expect((content?["comment"]?.string?.contains("of \(response.count) bytes") == true) == !isWhole)
    }

    @Test("A packed file has its unpacked content, both sizes, and base64 where readers would guess the encoding")
    func packed() throws {
        var settings = Settings()
        settings.journalBodyBytes = 16 * 1024
        let service = try ServiceHarness(settings: settings)
        let report = try service.makeReport(queryID: nil, [:])
        service.wait(hours: 24)
        let link = try service.link(report)
        let packed = try service.fetch(link).bodyBytes()
        let file = try service.file(link)
        let part = service.simulator.respond(
            to: HTTPRequest(
                .get, String(link.dropFirst("http://localhost".count)),
                fields: HTTPFields([(name: "Range", value: "bytes=0-9")])))
        #expect(part.status == 206)
        let responses = try Self.entries(service.simulator.defaultSandbox.journal).suffix(2).map { $0["response"] }
        let content = responses[0]?["content"]
        #expect(responses[0]?["bodySize"]?.integer == packed.count)
        #expect(content?["size"]?.integer == file.utf8.count)
        #expect(content?["compression"]?.integer == file.utf8.count - packed.count)
        let text = try #require(content?["text"]?.string)
        let isBase64 = content?["encoding"]?.string == "base64"
        #expect(isBase64 == !file.utf8.allSatisfy { $0 < 0x80 })
        #expect(isBase64 ? Base64.decode(text.utf8) == Array(file.utf8) : text == file)
        #expect(responses[1]?["bodySize"]?.integer == 10)
        #expect(responses[1]?["content"]?["size"]?.integer == -1)
        #expect(responses[1]?["content"]?["text"] == nil)
        #expect(responses[1]?["content"]?["comment"]?.string?.contains("part") == true)
    }

    @Test("Posted bytes that are not UTF-8 text are not shown, and a comment says so")
    func posted() throws {
        let entry = try entry("/x") {
            $0.method = .post
            $0.body = [0xFF, 0xFE, 0x00]
        }
        #expect(entry["request"]?["bodySize"]?.integer == 3)
        #expect(entry["request"]?["postData"]?["text"]?.string == "")
        #expect(entry["request"]?["postData"]?["comment"]?.string == "the body is not text")
    }

    @Test("JSON without secrets is shown exactly as sent")
    func exactText() throws {
        let body = #"{ "Name" : "q",  "Query":"SELECT \u0041" }"#
        let entry = try entry("/x") {
            $0.method = .post
            $0.body = Array(body.utf8)
        }
        #expect(entry["request"]?["postData"]?["text"]?.string == body)
    }

    @Test("A response that a fault cut has the bytes that were sent")
    func faults() throws {
        let harness = try SandboxHarness()
        let token = try harness.token()
        try harness.sandbox.setFaults([
            FaultRule(.connectionReset(.beforeHead), route: .listQueries, nth: 1),
            FaultRule(.truncatedBody(afterBytes: 5), route: .listQueries, nth: 2),
        ])
        for _ in 1...2 { _ = harness.call("ScheduledQueries?queryId=x", token: token) }
        let responses = try Self.entries(harness.sandbox.journal).suffix(2).map { $0["response"] }
        #expect(responses[0]?["status"]?.integer == 0)
        #expect(responses[0]?["bodySize"]?.integer == 0)
        #expect(responses[0]?["headers"]?.array?.isEmpty == true)
        #expect(responses[1]?["status"]?.integer == 404)
        #expect(responses[1]?["bodySize"]?.integer == 5)
        #expect(responses[1]?["content"]?["text"]?.string == #"{"val"#)
        #expect(responses[1]?["content"]?["comment"]?.string?.hasPrefix("a fault ended the body of ") == true)
    }

    @Test("timing=real shows durations of the machine's clock")
    func realTime() throws {
        let harness = try SandboxHarness()
        _ = try harness.token()
        func time(_ parameters: String) throws -> String? {
            let path = "journal?format=har&tenant=\(harness.sandbox.tenantID)\(parameters)"
            let entry = try harness.admin(path).1["log"]?["entries"]?[0]
            #expect(entry?["timings"]?["wait"] == entry?["time"])
            guard case .number(let text) = entry?["time"] else { return nil }
            return text
        }
        #expect(try time("") == "0")
        #expect(try time("&timing=simulated") == "0")
        let real = try #require(try time("&timing=real"))
        #expect(try #require(Double(real)) > 0)
    }
}
