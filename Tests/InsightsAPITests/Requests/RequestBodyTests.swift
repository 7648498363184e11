import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Request bodies")
struct RequestBodyTests {
    private func body(_ text: String) throws(ServiceRefusal) -> RequestBody {
        try RequestBody(parsing: Array(text.utf8))
    }

    @Test(
        "A text matches in any letter case; the last copy counts, null and blank count as absent, blanks are trimmed",
        arguments: [
            (#"{"Name":"a"}"#, "a"), (#"{"name":"a"}"#, "a"), (#"{"NAME":" a \r\n"}"#, "a"),
            (#"{"Name":"a","name":"b"}"#, "b"), (#"{"name":"b","Name":"a"}"#, "a"), (#"{"Name":"a","Name":"b"}"#, "b"),
            (#"{"Name":null}"#, nil), (#"{"Name":"a","name":null}"#, nil), (#"{"Name":null,"name":"a"}"#, "a"),
            (#"{"Name":""}"#, nil), (#"{"Name":" \t "}"#, nil), ("{}", nil),
            (#"{"Other":1,"Nam":"x","Names":"y"}"#, nil),
            (#"{"Name":"\u0061\n\u0062"}"#, "a\nb"), (#" { "Name" : "a" } "#, "a"),
        ])
    func texts(_ text: String, _ value: String?) throws {
        #expect(try body(text).text("Name") == value)
    }

    @Test("Keys match in lower case, also where a letter beyond ASCII has one in it")
    func keysBeyondASCII() throws {
        #expect(try body("{\"CALLBAC\u{212A}URL\":\"a\"}").text("CallbackUrl") == "a")
        #expect(try body("{\"CallbackUrl\u{301}\":\"a\",\"\u{17F}\":\"b\"}").text("CallbackUrl") == nil)
        #expect(try body("{\"\u{17F}\":\"b\"}").text("S") == nil)
    }

    @Test(
        "A text of a wrong kind is refused with its place",
        arguments: [
            ("1", "a number"), ("true", "a boolean"), ("[]", "an array"), ("{}", "an object"),
        ])
    func badTexts(_ value: String, _ kind: String) {
        let refusal = #expect(throws: ServiceRefusal.self) { try body("{\"name\":\(value)}").text("Name") }
        #expect(refusal?.error == .invalidBody("Name: expected a string, found \(kind)"))
        #expect(refusal?.reason?.place.field == "Name")
        #expect(refusal?.reason?.expected == "a string")
    }

    @Test(
        "A whole number may be a JSON string",
        arguments: [
            ("48", 48), ("\"48\"", 48), ("\" 48 \"", 48), ("-1", -1), ("0", 0), ("null", nil), ("\"\"", nil),
            ("\" \"", nil),
            ("9223372036854775807", .max),
        ])
    func integers(_ value: String, _ number: Int?) throws {
        #expect(try body("{\"n\":\(value)}").integer("N") == number)
    }

    @Test(
        "Anything but a whole number is refused",
        arguments: [
            "48.0", "4.8e1", "\"48.0\"", "\"x\"", "\"4 8\"", "true", "[48]", "{}", "9223372036854775808", "\"0x30\"",
        ])
    func badIntegers(_ value: String) {
        let refusal = #expect(throws: ServiceRefusal.self) { try body("{\"n\":\(value)}").integer("N") }
        #expect(refusal?.error == .invalidReportParameters)
        #expect(refusal?.reason?.description.hasPrefix("N: found ") == true)
        #expect(refusal?.reason?.expected == "a whole number")
    }

    @Test(
        "A truth value may be a JSON string",
        arguments: [
            ("true", true), ("false", false), ("\"True\"", true), ("\" FALSE \"", false), ("null", nil),
        ])
    func flags(_ value: String, _ flag: Bool?) throws {
        #expect(try body("{\"f\":\(value)}").flag("F") == flag)
    }

    @Test("Anything but a truth value is refused", arguments: ["1", "0", "\"yes\"", "[]", "{}", "\"true!\""])
    func badFlags(_ value: String) {
        let refusal = #expect(throws: ServiceRefusal.self) { try body("{\"f\":\(value)}").flag("F") }
        #expect(refusal?.error == .invalidReportParameters)
        #expect(refusal?.reason?.description.hasPrefix("F: found ") == true)
        #expect(refusal?.reason?.expected == "true or false")
    }

    @Test("A body that is not a JSON object is refused with the place or the kind")
    func noObjects() {
        for (text, detail) in [
            ("[]", "expected a JSON object, found an array"), ("\"x\"", "expected a JSON object, found a string"),
            ("null", "expected a JSON object, found null"),
        ] {
            let refusal = #expect(throws: ServiceRefusal.self) { try body(text) }
            #expect(refusal?.error == .invalidBody(detail))
        }
        for text in ["", " ", "{", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{\u{201C}a\u{201D}:1}", "{}{}", "a=b"] {
            let refusal = #expect(throws: ServiceRefusal.self) { try body(text) }
            #expect(refusal?.error.message.contains("Invalid request body: line 1, column ") == true, "\(text)")
        }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ServiceRefusal.self) { try body("{\"a\":" + deep) }
        #expect(throws: ServiceRefusal.self) { try RequestBody(parsing: [0xFF, 0xFE]) }
    }

    @Test(
        "A body in another encoding than UTF-8 is named as such",
        arguments: [
            ([("Content-Encoding", "gzip")], [0x1F, 0x8B, 8], "Content-Encoding 'gzip'"),
            ([("Content-Encoding", " BR ")], [1, 2], "Content-Encoding 'br'"),
            (
                [("Content-Encoding", String(repeating: "x", count: 41))], [1],
                "Content-Encoding '\(String(repeating: "x", count: 40))'"
            ),
            ([("Content-Type", "application/json; charset=\"UTF-16\"")], [0xFF], "charset 'utf-16'"),
            ([("Content-Type", "application/json;a=b; Charset = latin1")], [0xE9], "charset 'latin1'"),
            ([], [0x1F, 0x8B, 8], "gzip"), ([], [0xFF, 0xFE, 0x7B, 0], "UTF-16"),
            ([], [0xFE, 0xFF, 0, 0x7B], "UTF-16"),
            ([], [0x7B, 0, 0x7D, 0], "UTF-16"), ([], [0, 0x7B, 0, 0x7D], "UTF-16"),
            ([("Content-Encoding", "identity"), ("Content-Type", "application/json; charset=utf-8")], [0x7B], nil),
            ([("Content-Type", "application/json; charset")], [0x7B], nil), ([], [], nil), ([], [0x7B], nil),
        ] as [([(String, String)], [UInt8], String?)])
    func encodings(_ fields: [(String, String)], _ bytes: [UInt8], _ encoding: String?) {
        let request = HTTPRequest(.post, "/", fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }), body: bytes)
        let refusal = #expect(throws: ServiceRefusal.self) { try request.jsonBody() }
        let named = encoding.map { ServiceError.invalidBody("expected JSON in UTF-8, found \($0)") }
        #expect((refusal?.error == named) == (encoding != nil), "\(String(describing: refusal))")
        #expect(refusal?.reason?.found == encoding || encoding == nil)
    }

    @Test("A create call needs a name and a query")
    func createQuery() throws {
        let full = #"{"Query":" SELECT a FROM b ","Name":"n ","Description":null}"#
        let request = try CreateQueryRequest(body(full))
        #expect(request == CreateQueryRequest(name: "n", query: "SELECT a FROM b"))
        for text in [#"{"Name":"n"}"#, #"{"Query":"q"}"#, #"{"Query":"q","Name":" "}"#, "{}"] {
            let refusal = #expect(throws: ServiceRefusal.self) { try CreateQueryRequest(body(text)) }
            #expect(refusal?.error == .nullOrMissingValue)
        }
        let again = CreateQueryRequest(name: "n", description: "d", query: "q")
        #expect(try CreateQueryRequest(RequestBody(parsing: JSONWriter.encode(again.json))) == again)
        #expect(request.json.object?.keys == ["Query", "Name", "Description"])
        #expect(request.json["Description"] == .null)
    }

    @Test("The body of the Java samples, with every field in two letter cases, is read")
    func javaBody() throws {
        let text =
            #"{"Name":"q1","Description":null,"Query":"SELECT a FROM b","name":"q1","query":"SELECT a FROM b","#
            + #""description":null}"#
        #expect(try CreateQueryRequest(body(text)) == CreateQueryRequest(name: "q1", query: "SELECT a FROM b"))
    }

    @Test("A report's body survives writing and reading")
    func reports() throws {
        let full = ReportRequest(
            reportName: "n", description: "d", queryID: "q", startTime: "s", executeNow: true, queryStartTime: "a",
            queryEndTime: "b", recurrenceInterval: 4, recurrenceCount: 5, format: "csv", callbackURL: "https://c",
            callbackMethod: "GET")
        #expect(try ReportRequest(RequestBody(parsing: JSONWriter.encode(full.json))) == full)
        #expect(
            full.json.object?.keys == [
                "ReportName", "Description", "QueryId", "StartTime", "ExecuteNow", "QueryStartTime", "QueryEndTime",
                "RecurrenceInterval", "RecurrenceCount", "Format", "CallbackUrl", "CallbackMethod",
            ])
        let least = ReportRequest(reportName: nil)
        #expect(least.json == .object([:]))
        #expect(try ReportRequest(body("{}")) == least)
        #expect(try ReportRequest(body(#"{"ExecuteNow":null,"Unknown":[1]}"#)) == least)
    }
}
