import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Explanations of refusals")
struct ErrorExplanationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        var method: HTTPMethod
        var body: String
        /// The published text, which must stay exact.
        let message: String
        /// How the reason begins.
        let detail: String
        var testDescription: String { "\(method.token) \(path) \(body)" }

        init(_ method: HTTPMethod = .get, _ path: String, _ body: String = "", _ message: String, _ detail: String) {
            self.path = path
            self.method = method
            self.body = body
            self.message = message
            self.detail = detail
        }

        static func query(_ text: String, _ message: String, _ detail: String) -> Case {
            Case(.post, "ScheduledQueries", #"{"Name":"n","Query":"\#(text)"}"#, message, detail)
        }

        static func report(_ members: String, _ message: String, _ detail: String) -> Case {
            Case(
                .post, "ScheduledReport",
                #"{"ReportName":"r","QueryId":"fd0f299c-5a1c-4929-9f48-bfc6cc44355d",\#(members)}"#,
                message, detail)
        }
    }

    private static let creation = "Invalid report parameters for creation - "
    private static let none = "No item found with given filters."

    static let cases: [Case] = [
        .query(
            #"SELECT OrderId,\n OrderIdd FROM ISVOrder"#, "Incorrect column name", "line 2, column 2: "),
        .query("SELECT OrderId FROM ISVOrders", "Invalid table name", "line 1, column 21: "),
        .query(
            "SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR", "Invalid report parameters", "line 1, column "),
        Case(
            .get, "ScheduledQueries/testQueryResult?exportQuery=SELECT%20Nope%20FROM%20ISVOrder", "",
            "Incorrect column name", "line 1, column 8: "),
        Case(
            .get, "ScheduledQueries/testQueryResult", "", "Null or missing value",
            "exportQuery, queryId: found no value; expected a value for one of them"),
        Case(
            .post, "ScheduledQueries", #"{"Name":"n","Qeury":"x"}"#, "Null or missing value",
            "Query: found no value; expected a value; 'Qeury' is not read: did you mean 'Query'?"),
        .report(
            #""StartTime":null"#, "Null or missing value",
            "StartTime, RecurrenceInterval: found no value; expected a value for each"),
        .report(
            #""StartTime":"2021-01-06T06:00:00Z","RecurrenceInterval":24"#,
            creation + "Start time of report should at least be 4 hours from current UTC time",
            "StartTime: found '2021-01-06T06:00:00Z'; expected 2021-01-06T09:38:34Z or later; the tenant's clock shows "
                + "2021-01-06T05:38:34Z"),
        .report(
            #""StartTime":"tomorrow","RecurrenceInterval":24"#,
            creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ",
            "StartTime: found 'tomorrow'; expected yyyy-MM-ddTHH:mm:ssZ"),
        .report(
            #""StartTime":"2021-02-01T00:00:00Z","RecurrenceInterval":"often""#, "Invalid report parameters",
            "RecurrenceInterval: found 'often'; expected a whole number"),
        .report(
            #""ExecuteNow":true,"CallbackUrl":"ftp://x""#, "Invalid report parameters",
            "CallbackUrl: found 'ftp://x'; expected an http or https address"),
        .report(
            #""ExecuteNow":true,"Format":"xml""#, creation + "Report format should be csv/tsv",
            "Format: found 'xml'; expected csv or tsv"),
        Case(
            .get, "ScheduledReport?reportId=abc", "", none,
            "query string: found 'reportId=abc'; expected what the caller has; user "),
        Case(
            .delete, "ScheduledQueries/abc", "", none,
            "queryId: found 'abc'; expected an identifier of the caller's; user "),
        Case(
            .get, "ScheduledReports", "", "Resource not found",
            "path: found 'ScheduledReports' after /cmp/; expected ScheduledDataset, ScheduledQueries or ScheduledReport; "
                + "did you mean 'ScheduledReport'?"),
        Case(
            .put, "ScheduledDataset", "", "Method not allowed", "method: found PUT; expected GET, HEAD"),
    ]

    @Test("The published text is exact; the explanation is in a header and in the journal", arguments: cases)
    func reasons(_ example: Case) throws {
        let harness = try SandboxHarness()
        let response = harness.call(example.path, example.method, token: try harness.token(), body: example.body)
        #expect(try harness.json(response)["message"]?.string == example.message)
        let detail = try #require(response.detail)
        #expect(detail.hasPrefix(example.detail), "\(detail)")
        #expect(detail.utf8.count <= 1024)
        #expect(harness.sandbox.journal.entries().last?.explanation == detail)
    }

    @Test(
        "The explanation of an address without a route suggests routes",
        arguments: [
            ("/insights/v2/cmp/ScheduledQueries", "path: found the version 'v2'; expected v1"),
            (
                "/insights/v1/cpm/ScheduledQueries",
                "path: found the program 'cpm'; expected cmp or mpn; did you mean 'cmp'?"
            ),
            ("/cmp/ScheduledQueries", "path: found '/cmp/ScheduledQueries'; expected /insights/v1/{cmp|mpn}/..."),
            (
                "/analytics/cmp/ScheduledQueries",
                "path: found '/analytics/cmp/ScheduledQueries'; expected /insights/v1/{cmp|mpn}/...; the setting analytics-alias"
            ),
            (
                "/x/oauth2/v2.0/authorize",
                "path: found '/x/oauth2/v2.0/authorize'; expected POST /{tenant}/oauth2/token"
            ),
            ("/insihgts/v1/cmp", "path: found '/insihgts'; expected /insights/v1/{cmp|mpn}/..., "),
            ("/", "path: found nothing; expected "),
        ])
    func addresses(_ target: String, _ detail: String) throws {
        let harness = try SandboxHarness()
        let response = harness.simulator.respond(to: HTTPRequest(.get, target))
        #expect(response.status == 404)
        #expect(response.detail?.hasPrefix(detail) == true, "\(response.detail ?? "")")
        #expect(harness.simulator.defaultSandbox.journal.entries().last?.route == .other)
    }

    @Test("The refusal of a token has an explanation")
    func tokens() throws {
        let harness = try SandboxHarness { $0.acceptedResources = .perProgram }
        let token = try harness.token()
        #expect(harness.call("ScheduledQueries", token: token).detail == nil)
        #expect(
            harness.call("ScheduledQueries", token: token, program: .mpn).detail
                == "the token is for 'https://graph.windows.net', which mpn does not accept")
        harness.sandbox.advance(by: .init(seconds: 3600))
        #expect(
            harness.call("ScheduledQueries", token: token).detail
                == "the token is valid from 2021-01-06T05:33:34Z until 2021-01-06T06:38:34Z; the tenant's clock shows "
                + "2021-01-06T06:38:34Z")
        #expect(
            harness.call("ScheduledQueries", token: "x").detail
                == "Authorization: found something else; expected 'Bearer' and an access token of this simulator")
        harness.sandbox.delete()
        #expect(
            harness.call("ScheduledQueries", token: token).detail
                == "the token's tenant does not exist, or not any more")
    }

    @Test("The explanation is one bounded line of printable ASCII")
    func oneLine() throws {
        let harness = try SandboxHarness()
        let token = try harness.token()
        let name = String(repeating: "é\\n\\t", count: 2000)
        let response = harness.call(
            "ScheduledReport", .post, token: token,
            body: #"{"ReportName":"\#(name)","QueryId":"x","ExecuteNow":true}"#)
        let detail = try #require(response.detail)
        #expect(detail.utf8.count <= 1024)
        #expect(detail.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(detail.contains("\\u{E9}"))
    }
}
