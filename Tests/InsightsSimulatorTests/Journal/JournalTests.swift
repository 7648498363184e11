import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Journal")
struct JournalTests {
    @Test("It keeps at most the number of entries of the setting, and counts the dropped ones")
    func bound() throws {
        let harness = try SandboxHarness { $0.journalCapacity = 3 }
        let token = try harness.token()
        let journal = harness.sandbox.journal
        for _ in 0..<2 { _ = harness.call("ScheduledQueries", token: token) }
        #expect(journal.entries().map(\.sequence) == [1, 2, 3])
        #expect(journal.droppedCount == 0)
        _ = harness.call("ScheduledReport", token: token)
        #expect(journal.entries().map(\.sequence) == [2, 3, 4])
        #expect(journal.droppedCount == 1)
        #expect(journal.requestCount == 4)
        for _ in 0..<100 { _ = harness.call("ScheduledReport", token: token) }
        #expect(journal.entries().map(\.sequence) == [102, 103, 104])
        #expect(journal.droppedCount == 101)
        journal.clear()
        #expect(journal.entries().isEmpty)
        #expect(journal.droppedCount == 0)
    }

    @Test("With no entries it only counts; with no bodies it keeps none")
    func off() throws {
        let none = try SandboxHarness { $0.journalCapacity = 0 }
        none.grant()
        #expect(none.sandbox.journal.entries().isEmpty)
        #expect(none.sandbox.journal.requestCount == 1)
        #expect(none.sandbox.journal.droppedCount == 1)
        let bare = try SandboxHarness { $0.journalBodyBytes = nil }
        bare.grant()
        let entry = try #require(bare.sandbox.journal.entries().first)
        #expect(entry.request.body == nil)
        #expect((entry.request.bodyBytes ?? 0) > 50)
    }

    @Test("Bodies are kept up to the setting's length, at it and one past it", arguments: [20, 21, 22])
    func bodies(_ length: Int) throws {
        let harness = try SandboxHarness { $0.journalBodyBytes = 21 }
        let body = String("{\"Name\":\"qqqqqqqqqqqqqqqqqq".prefix(length))
        _ = harness.call("ScheduledQueries", .post, token: try harness.token(), body: body)
        let entry = try #require(harness.sandbox.journal.entries().last)
        #expect(entry.request.body == String(body.prefix(21)))
        #expect(entry.request.bodyBytes == length)
    }

    @Test("Queries select by route, status, fault and number")
    func queries() throws {
        let harness = try SandboxHarness()
        let token = try harness.token()
        _ = harness.call("ScheduledQueries", token: token)
        _ = harness.call("ScheduledReport?reportId=x", token: token)
        _ = harness.call("ScheduledReport", token: token)
        let tenant = "journal?tenant=\(harness.sandbox.tenantID)"
        func sequences(_ query: String) throws -> [Int?] {
            try harness.admin(tenant + query).1["entries"]?.array?.map { $0["sequence"]?.integer } ?? []
        }
        #expect(try sequences("") == [1, 2, 3, 4])
        #expect(try sequences("&route=listReports") == [3, 4])
        #expect(try sequences("&status=404") == [3])
        #expect(try sequences("&route=listReports&status=200") == [4])
        #expect(try sequences("&fault=true") == [])
        #expect(try sequences("&limit=2") == [3, 4])
        for wrong in ["&route=reports", "&status=abc", "&status=700", "&limit=0", "&format=xml", "&fault=yes", "&x=1"] {
            #expect(try harness.admin(tenant + wrong).0 == 400, "\(wrong)")
        }
        #expect(try harness.admin(tenant, .delete).1["entries"] == .array([]))
        #expect(try sequences("") == [])
    }

    @Test("An entry has the request and the response, and is the same on every run")
    func entry() throws {
        func text() throws -> String {
            let harness = try SandboxHarness()
            _ = harness.call("ScheduledDataset?datasetName=ISVOrder", token: try harness.token())
            _ = harness.call("Nothing", token: "x")
            return try JSONWriter.pretty(harness.admin("journal?tenant=\(harness.sandbox.tenantID)").1)
        }
        let first = try text()
        #expect(try text() == first)
        let harness = try SandboxHarness()
        _ = harness.call("ScheduledDataset?datasetName=ISVOrder", token: try harness.token())
        let entry = try #require(harness.sandbox.journal.entries().last)
        #expect(entry.method == "GET")
        #expect(entry.target == "/insights/v1/cmp/ScheduledDataset?datasetName=ISVOrder")
        #expect(entry.route == .datasets)
        #expect(entry.program == .cmp)
        #expect(entry.status == 200)
        #expect(entry.time == SandboxHarness.start)
        #expect(entry.explanation == nil)
        #expect(entry.request.field("authorization") == "Bearer <bearer token>")
        #expect(entry.response.body?.contains("ISVOrder") == true)
        #expect(entry.realNanoseconds > 0)
    }

    @Test("A request without a tenant is in the default tenant's journal")
    func strangers() throws {
        let harness = try SandboxHarness()
        _ = harness.call("ScheduledQueries", token: "nonsense")
        _ = harness.simulator.respond(to: HTTPRequest(.get, "/nowhere"))
        #expect(harness.sandbox.journal.requestCount == 0)
        #expect(harness.simulator.defaultSandbox.journal.entries().map(\.status) == [401, 404])
    }
}
