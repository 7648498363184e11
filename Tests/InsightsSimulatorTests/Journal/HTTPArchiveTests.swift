import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Journal as HTTP Archive")
struct HTTPArchiveTests {
    /// The members HAR 1.2 demands, with the kind of their values, by place.
    private static let required: [(place: String, members: [(String, String)])] = [
        (
            "entry",
            [
                ("startedDateTime", "a string"), ("time", "a number"), ("request", "an object"),
                ("response", "an object"), ("cache", "an object"), ("timings", "an object"),
            ]
        ),
        (
            "request",
            [
                ("method", "a string"), ("url", "a string"), ("httpVersion", "a string"), ("cookies", "an array"),
                ("headers", "an array"), ("queryString", "an array"), ("headersSize", "a number"),
                ("bodySize", "a number"),
            ]
        ),
        (
            "response",
            [
                ("status", "a number"), ("statusText", "a string"), ("httpVersion", "a string"),
                ("cookies", "an array"), ("headers", "an array"), ("content", "an object"),
                ("redirectURL", "a string"), ("headersSize", "a number"), ("bodySize", "a number"),
            ]
        ),
        ("timings", [("send", "a number"), ("wait", "a number"), ("receive", "a number")]),
    ]

    private func check(_ object: JSONValue?, _ place: String) {
        for (key, kind) in Self.required.first(where: { $0.place == place })?.members ?? [] {
            #expect(object?[key]?.kind == kind, "\(place).\(key)")
        }
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
        for entry in entries {
            check(entry, "entry")
            check(entry["request"], "request")
            check(entry["response"], "response")
            check(entry["timings"], "timings")
            #expect(entry["response"]?["content"]?["size"]?.kind == "a number")
            #expect(entry["response"]?["content"]?["mimeType"]?.kind == "a string")
            for field in entry["request"]?["headers"]?.array ?? [] {
                #expect(field.object?.keys == ["name", "value"])
            }
            if let body = entry["request"]?["postData"] { #expect(body.object?.keys == ["mimeType", "text"]) }
        }
        #expect(entries[1]["request"]?["queryString"]?[0]?["value"]?.string == "x y")
        #expect(entries[1]["request"]?["url"]?.string?.hasPrefix("http://") == true)
    }
}
