import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Unusual input: it is refused or accepted, and never crashes the service.
struct OddInputTests {
    /// Bodies that are not a JSON object.
    static let bodies: [[UInt8]] =
        [
            "", " ", "null", "[]", "[{}]", "\"text\"", "1", "true", "{", "{}}", "{\"Name\"}", "{'Name':'q'}",
            "{\"Name\":\"q\",}", "{“Name”:“q”}", "{\"Name\":\"\\x\"}", "{\"Name\":\"\\ud800\"}", "NaN",
            "{\"Name\":\"line\nbreak\"}", "{\"Name\":\"q\"} x", "\u{0}",
            String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
            "{\"a\":" + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xFE], Array("{\"Name\":\"".utf8) + [0xFF] + Array("\"}".utf8),
            Array("{\"Name\":\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8),
            Array("{\"Name\":\"".utf8) + [0xC0, 0xAF] + Array("\"}".utf8),
        ]

    @Test("A body that is not a JSON object is refused in calls that need one", arguments: bodies)
    func body(bytes: [UInt8]) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let id = try service.makeReport()
            for (method, route) in [
                (HTTPMethod.post, "ScheduledQueries"), (.post, "ScheduledReport"), (.put, "ScheduledReport/\(id)"),
            ] {
                let response = try service.send(method, "/insights/v1/\(program)/\(route)", bytes)
                let words = try #require(response.message)
                #expect(words.hasPrefix("Invalid request body: "))
                #expect(response.isRefusal(400, words, program))
            }
        }
    }

    @Test("A body is ignored in calls that need none", arguments: bodies.prefix(5))
    func uncalledBody(bytes: [UInt8]) throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        for (method, route) in [
            (HTTPMethod.get, "ScheduledReport"), (.put, "ScheduledReport/pause/\(id)"),
            (.put, "ScheduledReport/resume/\(id)"), (.delete, "ScheduledReport/\(id)"),
        ] {
            #expect(try service.send(method, "/insights/v1/cmp/\(route)", bytes).status == 200)
        }
    }

    @Test(
        "A text of a wrong kind is refused",
        arguments: ["Name", "Query", "Description"], ["1", "true", "[]", "{}", #"["q"]"#])
    func kinds(key: String, value: String) throws {
        let body = #"{"Name":"q","Query":"SELECT OrderId FROM ISVOrder","\#(key)":\#(value)}"#
        #expect(try ServiceHarness().post("ScheduledQueries", body).status == 400)
    }

    /// Names that must come back as they went in.
    static let names = [
        "Ünïcödé", "日本語のレポート", "👩‍👩‍👧‍👦", "\"quoted\" \\ back", "a/b?c#d&e=f+g%20", "tab\tinside", "\u{7F}", "\u{0}nul\u{1}",
        "e\u{301}", "\u{202E}right to left", "'; DROP TABLE x --", "null", "true", "𝒳",
    ]

    @Test("Names of any kind are returned unchanged, and filters find them", arguments: names)
    func name(name: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let body = JSONValue.object([
                "Name": .string(name), "Description": .string(name), "Query": .string(service.anyQuery),
            ])
            let query = try service.post("ScheduledQueries", body.text)
            #expect(query.value.first?["name"]?.string.map { Array($0.utf8) } == Array(name.utf8))
            #expect(query.value.first?["description"]?.string.map { Array($0.utf8) } == Array(name.utf8))
            // A report's name must not have one.
            guard !name.contains(";") else { continue }
            let encoded = PercentEncoding.encode(name)
            #expect(try service.get("ScheduledQueries?queryName=\(encoded)").value == query.value)
            let id = try service.makeReport(queryID: nil, ["ReportName": JSONValue.string(name).text])
            let found = try service.get("ScheduledReport?reportName=\(encoded)").value
            #expect(found.map { $0["reportId"] } == [.string(id)])
        }
    }

    @Test(
        "Identifiers of any kind match nothing",
        arguments: [
            "x", "%00", "%FF%FE", "%C3%28", "..", ".", "%2E%2E%2F", "%2F", "%", "%zz", "a%20b", "'", "\"", "🙂",
            "00000000-0000-0000-0000-000000000000", String(repeating: "9", count: 100_000), "%25s%25n", "{0}", "*",
        ])
    func identifier(id: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program)
            let none = "No item found with given filters."
            #expect(try service.delete("ScheduledQueries/\(id)").isRefusal(404, none, program))
            #expect(try service.delete("ScheduledReport/\(id)").isRefusal(404, none, program))
            #expect(try service.put("ScheduledReport/pause/\(id)").isRefusal(404, none, program))
            #expect(try service.get("ScheduledReport/execution/\(id)").isRefusal(404, none, program))
            #expect(try service.get("ScheduledReport?reportId=\(id)").isRefusal(404, none, program))
            #expect(try service.get("ScheduledQueries/testQueryResult?queryId=\(id)").isRefusal(404, none, program))
        }
    }

    /// Spellings of a recurrence interval and what they mean; nil where they are refused.
    static let intervals: [(text: String, hours: Int?)] = [
        ("48", 48), (#""48""#, 48), (#"" 48 ""#, 48), (#""048""#, 48), ("48.0", nil), ("4.8e1", nil), ("1e3", nil),
        (#""48.0""#, nil), (#""1e3""#, nil), ("-48", nil), ("0", nil), ("-0", nil), (#""٤٨""#, nil), (#""0x30""#, nil),
        ("99999999999999999999", nil), ("-99999999999999999999", nil), (#""4 8""#, nil), ("{}", nil), ("[]", nil),
        ("false", nil), ("1E400", nil),
    ]

    @Test("A recurrence interval in likely spellings", arguments: intervals)
    func interval(text: String, hours: Int?) throws {
        for key in ["RecurrenceInterval", "RecurrenceCount"] {
            let service = try ServiceHarness()
            let body = service.reportBody(queryID: try service.makeQuery(), [key: text])
            let response = try service.post("ScheduledReport", body)
            #expect(response.status == (hours == nil ? 400 : 200), "\(response.text)")
            let field = key == "RecurrenceCount" ? "recurrenceCount" : "recurrenceInterval"
            #expect(response.value.first?[field]?.integer == hours)
        }
    }

    @Test("A blank count is not a count")
    func blankCount() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": #""""#])
        #expect(try service.report(id)["recurrenceCount"] == .null)
    }

    @Test("A clock at either end of its range serves", arguments: ["1970-01-01T00:00:00Z", "2199-12-31T23:59:59Z"])
    func ends(of text: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program, at: instant(text))
            let id = try service.makeReport(queryID: nil, ["ExecuteNow": "true"])
            #expect(try service.get("ScheduledReport/execution/\(id)").value.count == 1)
            #expect(service.fetch(try service.link(id)).status == 200)
            #expect(try service.rows(service.anyQuery).status == 200)
            _ = try service.makeReport()
        }
    }

    @Test(
        "Every start of the clock has rows",
        arguments: ["1999-12-31T00:00:00Z", "2021-02-28T12:00:00Z", "2048-02-29T23:59:59Z"])
    func rows(at text: String) throws {
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program, at: instant(text))
            #expect(try service.rows(service.anyQuery).value.count == 100)
            service.wait(hours: 24 * 365 * 3)
            #expect(try service.rows(service.anyQuery).value.count == 100)
        }
    }
}
