import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTime
import Testing

/// The routes that only look, for the console and other clients.
@Suite("Administration: what it shows")
struct AdminViewTests {
    static let query = "SELECT OrderId FROM ISVOrder"

    private static func harness() throws -> TokenHarness { try TokenHarness() }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let letter = Character(UnicodeScalar(byte))
            if letter.isASCII, letter.isLetter || letter.isNumber { return String(letter) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    @Test("Every tenant is listed, those of the file first, a sandbox with its mark")
    func tenants() throws {
        let harness = try Self.harness()
        #expect(try harness.admin("tenants").json?["tenants"]?.array?.count == 3)
        _ = try harness.admin("sandboxes", .post, #"{"name":"mine","edition":"2023"}"#)
        let list = try #require(try harness.admin("tenants").json?["tenants"]?.array)
        #expect(list.map { $0["sandbox"] } == [false, false, false, true].map(JSONValue.bool))
        #expect(list.last?["name"]?.string == "mine")
        #expect(list.last?["edition"]?.string == "2023")
        #expect(list.first?["tenantId"]?.string == TokenAccount.avery.tenant)
        #expect(list.first?["now"]?.string == "2024-03-01T10:00:00Z")
    }

    @Test("Every setting is shown with the values of all editions, its source, and whether a tenant may change it")
    func settings() throws {
        let harness = try TokenHarness { $0.testRows = 7 }
        let answer = try #require(try harness.admin("settings").json)
        #expect(answer["edition"]?.string == "2021")
        #expect(answer["seed"]?.string == "7")
        let settings = try #require(answer["settings"]?.array)
        #expect(settings.map { $0["name"]?.string } == Settings.entries.map(\.name))
        let rows = try #require(settings.first { $0["name"]?.string == "test-rows" })
        #expect(rows["value"]?.string == "7")
        #expect(rows["editions"] == .object(["2021": "100", "2023": "100", "2026": "100"].json))
        #expect(rows["source"]?.string == "C2")
        #expect(rows["accepted"]?.string == "1 to 10000")
        #expect(rows["ofTenant"] == .bool(true))
        let limit = try #require(settings.first { $0["name"]?.string == "sandbox-limit" })
        #expect(limit["ofTenant"] == .bool(false))
    }

    @Test("The catalogue has each program's datasets with columns, metrics and spans, and its system queries")
    func catalogue() throws {
        let answer = try #require(try Self.harness().admin("catalogue").json)
        #expect(answer.object?.keys == ["cmp", "mpn"])
        for program in ["cmp", "mpn"] {
            let datasets = try #require(answer[program]?["datasets"]?.array)
            #expect(!datasets.isEmpty)
            for dataset in datasets {
                #expect(
                    dataset.object?.keys == ["name", "columns", "metrics", "timespans", "timeColumn"], "\(dataset)")
                #expect(dataset["columns"]?.array?.isEmpty == false)
            }
        }
        let order = answer["cmp"]?["datasets"]?.array?.first { $0["name"]?.string == "ISVOrder" }
        #expect(order?["columns"]?.array?.contains { $0["name"]?.string == "OrderId" } == true)
        #expect(answer["cmp"]?["queries"]?.array?.isEmpty == false)
    }

    @Test("Queries and reports of all accounts are shown with executions, and looking changes nothing that clients see")
    func reports() throws {
        let harness = try Self.harness()
        let empty = try #require(try harness.admin("reports").json)
        #expect(empty["reports"]?.array?.isEmpty == true)
        #expect(empty["nextEvent"] == .null)
        let sandbox = try #require(
            try harness.admin(
                "sandboxes", .post,
                #"{"seed":3,"queries":[{"name":"Q","query":"SELECT OrderId FROM ISVOrder"}],"#
                    + #""reports":[{"queryName":"Q","reportName":"R","recurrenceInterval":24,"finishedExecutions":2}]}"#
            ).json?["tenantId"]?.string)
        let answer = try #require(try harness.admin("reports?tenant=\(sandbox)").json)
        #expect(answer["queries"]?.array?.map { $0["name"]?.string } == ["Q"])
        let report = try #require(answer["reports"]?.array?.first)
        #expect(report["name"]?.string == "R")
        #expect(report["status"]?.string == "Active")
        #expect(report["intervalHours"]?.integer == 24)
        let executions = try #require(report["executions"]?.array)
        #expect(executions.map { $0.array?[2].string } == ["Completed", "Completed", "Pending"])
        #expect(executions.map { $0.array?[3] == .null } == [false, false, true])
        #expect(report["nextSlot"] == executions.last?.array?[1])
        #expect(answer["nextEvent"] == executions.last?.array?[1])
        let journal = try #require(try harness.admin("journal?tenant=\(sandbox)").json)
        #expect(journal["requests"]?.integer == 0)
    }

    @Test("Immediate runs are shown as long as their quota may count them")
    func immediateRuns() throws {
        let harness = try Self.harness()
        let sandbox = try #require(
            try harness.admin(
                "sandboxes", .post,
                #"{"queries":[{"name":"Q","query":"SELECT OrderId FROM ISVOrder"}],"#
                    + #""reports":[{"queryName":"Q","reportName":"R","executeNow":true}]}"#
            ).json?["tenantId"]?.string)
        let runs = try #require(try harness.admin("reports?tenant=\(sandbox)").json?["immediateRuns"]?.array)
        #expect(runs.map { $0["time"]?.string } == ["2024-03-01T10:00:00Z"])
        #expect(runs.first?["program"]?.string == "cmp")
        #expect(try harness.admin("reports").json?["immediateRuns"]?.array?.isEmpty == true)
    }

    @Test("A query runs under the tenant's clock without a call of the service")
    func queries() throws {
        let harness = try Self.harness()
        let answer = try #require(try harness.admin("query?rows=2&query=\(Self.encoded(Self.query))").json)
        #expect(answer["valid"] == .bool(true))
        #expect(answer["columns"]?.array == [.string("OrderId")])
        #expect(answer["rows"]?.array?.count == 2)
        #expect((answer["rowCount"]?.integer ?? 0) > 100)
        #expect(answer["timespan"]?.string == "LAST_6_MONTHS")
        let checked = try #require(try harness.admin("query?rows=0&query=\(Self.encoded(Self.query))").json)
        #expect(checked.object?.keys == ["valid", "diagnostics", "dataset", "timespan", "columns"])
        #expect(try harness.admin("journal").json?["requests"]?.integer == 0)
        let every = try #require(
            try harness.admin("query?rows=100000&query=\(Self.encoded("SELECT * FROM ISVOrder TIMESPAN LIFETIME"))")
                .json)
        #expect(every["valid"] == .bool(false) || every["rows"]?.array?.count == every["rowCount"]?.integer)
    }

    @Test(
        "A mistake has its place, by lines and columns and in units of UTF-16",
        arguments: [
            ("SELECT OrderIdd FROM ISVOrder", 1, 8, 7, 15), ("SELECT OrderId\nFROM Nowhere", 2, 6, 20, 27),
            ("SELECT OrderId FROM ISVOrder WHERE OrderId = '😀' AND Nope = 1", 1, 54, 54, 58),
        ])
    func diagnostics(_ text: String, _ line: Int, _ column: Int, _ start: Int, _ end: Int) throws {
        let answer = try #require(try Self.harness().admin("query?query=\(Self.encoded(text))").json)
        #expect(answer["valid"] == .bool(false))
        let found = try #require(answer["diagnostics"]?.array?.first)
        #expect(found["severity"]?.string == "error")
        #expect(found["line"]?.integer == line)
        #expect(found["column"]?.integer == column)
        #expect(found["start"]?.integer == start)
        #expect(found["end"]?.integer == end)
        #expect(found["message"]?.string?.isEmpty == false)
    }

    @Test(
        "What a route does not take is refused",
        arguments: [
            ("query", "query: found no value"), ("query?query=x&rows=100001", "expected a whole number, 0 to 100000"),
            ("query?query=x&rows=-1", "rows: found '-1'"), ("query?query=x&program=abc", "expected cmp, mpn"),
            ("journal?after=-1", "after: found '-1'"), ("tenants?tenant=x", "expected no parameters"),
        ])
    func refusals(_ path: String, _ text: String) throws {
        let reply = try Self.harness().admin(path)
        #expect(reply.status == 400)
        #expect(reply.json?["error"]?.string?.contains(text) == true, "\(reply.text)")
    }

    @Test("The journal shows what came after a number")
    func journalAfter() throws {
        let harness = try Self.harness()
        for _ in 0..<3 { _ = try harness.token(.reader) }
        func numbers(_ after: Int) throws -> [Int?]? {
            try harness.admin("journal?after=\(after)").json?["entries"]?.array?.map { $0["sequence"]?.integer }
        }
        #expect(try numbers(0) == [1, 2, 3])
        #expect(try numbers(2) == [3])
        #expect(try numbers(3) == [])
        #expect(try harness.admin("journal?after=1&limit=1").json?["entries"]?.array?.count == 1)
    }

    @Test("A stream in process has the present state and ends")
    func stream() throws {
        let reply = try Self.harness().admin("events")
        #expect(reply.status == 200)
        #expect(reply.fields["Content-Type"] == "text/event-stream")
        #expect(reply.text == "data: {\"requests\":0,\"items\":0,\"now\":\"2024-03-01T10:00:00Z\"}\n\n")
    }
}

extension [String: String] {
    fileprivate var json: JSONObject {
        JSONObject(sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
    }
}
