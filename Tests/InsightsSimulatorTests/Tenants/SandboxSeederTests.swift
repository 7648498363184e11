import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Sandboxes with an initial state")
struct InitialStateTests {
    static let query = #"{"name":"Orders","query":"SELECT OrderId FROM ISVOrder"}"#

    @Test("Queries, reports and finished runs exist from the start, and after a reset")
    func state() async throws {
        let harness = try SandboxHarness()
        let body = """
            {"name":"ready","clock":"2021-03-01T12:00:00Z","queries":[\(Self.query)],"reports":[
            {"queryName":"Orders","reportName":"Daily","recurrenceInterval":24,"finishedExecutions":3},
            {"queryName":"Orders","reportName":"Once","executeNow":true,"finishedExecutions":1},
            {"queryName":"Orders","reportName":"Later","startTime":"2021-03-02T00:00:00Z","recurrenceInterval":48}]}
            """
        let (status, made) = try harness.admin("sandboxes", .post, body)
        #expect(status == 200, "\(made)")
        let sandbox = try #require(harness.simulator.sandbox(made["tenantId"]?.string))
        for _ in 0..<2 {
            let client = sandbox.client(for: .cmp)
            #expect(try await client.queries(includeSystemQueries: false).map(\.name) == ["Orders"])
            let reports = try await client.reports()
            #expect(reports.map(\.reportName) == ["Daily", "Once", "Later"])
            let counts = [3, 1, 0]
            for (report, count) in zip(reports, counts) {
                let finished = try await client.executions(
                    reportID: report.reportID, statuses: [.completed, .pending], latestOnly: false
                ).filter { $0.executionStatus == .completed }
                #expect(finished.count == count, "\(report.reportName)")
                for execution in finished {
                    let file = try await client.download(try #require(execution.reportAccessSecureLink))
                    #expect(file.starts(with: Array("OrderId\r\n".utf8)))
                }
            }
            sandbox.advance(by: ISODuration(days: 10))
            sandbox.reset()
        }
    }

    @Test("mpn queries and reports belong to the sandbox's user")
    func mpn() async throws {
        let specification = SandboxSpecification(
            queries: [
                .init(program: .mpn, CreateQueryRequest(name: "q", query: "SELECT Month FROM DynamicsUsage"))
            ],
            reports: [
                .init(
                    program: .mpn, queryName: "q", ReportRequest(reportName: "r", recurrenceInterval: 24),
                    finishedExecutions: 2)
            ])
        let client = try SandboxHarness(specification).sandbox.client(for: .mpn)
        let report = try #require(try await client.reports().first)
        #expect(
            try await client.executions(reportID: report.reportID, statuses: [.completed], latestOnly: false).count == 2
        )
        #expect(try SandboxSpecification(json: specification.json) == specification)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: String
        let error: String
        var testDescription: String { body }

        init(_ body: String, _ error: String) {
            self.body = body
            self.error = error
        }
    }

    @Test(
        "An impossible initial state is refused with its place, and creates nothing",
        arguments: [
            Refusal("[]", "text: found an array; expected a JSON object"),
            Refusal(
                "{",
                "body: found no JSON (line 1, column 2: expected a member name in double quotes); expected a JSON object"
            ),
            Refusal(
                #"{"nmae":"x"}"#,
                "nmae: found an unknown key; expected name, seed, clock, model, template, edition, settings, queries, reports; did you mean 'name'?"
            ),
            Refusal(
                #"{"model":"nobody.example"}"#,
                "model: found 'nobody.example'; expected harborlight.example, "
                    + "quillmark.example, saltmarsh.example"),
            Refusal(#"{"name":1}"#, "name: found 1; expected a string"),
            Refusal(#"{"seed":-1}"#, "seed: found -1; expected a whole number, 0 to 18446744073709551615"),
            Refusal(
                #"{"clock":"now"}"#,
                "clock: found 'now'; expected yyyy-MM-ddTHH:mm:ssZ, 1970-01-01T00:00:00Z to 2199-12-31T23:59:59Z"),
            Refusal(#"{"queries":{}}"#, "queries: found an object; expected an array"),
            Refusal(#"{"queries":[{"name":"x"}]}"#, "queries[0].query: found nothing; expected the text of a query"),
            Refusal(
                #"{"queries":[{"name":"x","query":"SELECT Nothing FROM ISVOrder"}]}"#,
                #"queries[0]: rejected: unknown column "Nothing" in dataset "ISVOrder" (line 1, column 8)"#),
            Refusal(
                #"{"queries":[{"name":"x","query":"SELECT a FROM Nope"}]}"#,
                #"queries[0]: rejected: unknown dataset "Nope" (line 1, column 15)"#),
            Refusal(
                #"{"queries":[{"name":"x","query":"SELECT OrderId\n FROM ISVOrdr"}]}"#,
                #"queries[0]: rejected: unknown dataset "ISVOrdr" (line 2, column 7); did you mean "ISVOrder"?"#),
            Refusal(
                #"{"queries":[{"name":"x","query":"SELECT"}]}"#,
                "queries[0]: rejected: expected"),
            Refusal(
                #"{"reports":[{"reportName":"r"}]}"#,
                "reports[0]: found no query; expected one of queryName, queryId"),
            Refusal(
                #"{"reports":[{"reportName":"r","queryName":"none","executeNow":true}]}"#,
                "reports[0].queryName: found 'none'; expected the name of one of the queries"),
            Refusal(
                #"{"reports":[{"reportName":"r","queryId":"none","executeNow":true}]}"#,
                "reports[0].queryId: found 'none'; expected the identifier of a stored or a predefined query"),
            Refusal(
                #"{"queries":[\#(query)],"reports":[{"reportName":"r","queryName":"Orders"}]}"#,
                "reports[0].startTime, recurrenceInterval: found no value; expected a value for each"),
            Refusal(
                #"{"queries":[\#(query)],"reports":[{"reportName":"r","queryName":"Orders","executeNow":true,"format":"xml"}]}"#,
                "reports[0].format: found 'xml'; expected csv or tsv"),
            Refusal(
                #"{"queries":[\#(query)],"reports":[{"reportName":"r","queryName":"Orders","finishedExecutions":91}]}"#,
                "reports[0].finishedExecutions: found 91 runs every 24 hours; expected runs within 90 days"),
        ])
    func refusals(_ refusal: Refusal) throws {
        let harness = try SandboxHarness()
        let (status, response) = try harness.admin("sandboxes", .post, refusal.body)
        #expect(status == 400)
        let error = try #require(response["error"]?.string)
        #expect(error.hasPrefix(refusal.error), "\(error)")
        #expect(harness.simulator.madeSandboxes.count == 1)
    }
}
