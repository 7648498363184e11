import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Fields of the wrong kind")
struct WrongKindTests {
    /// One value of each kind of JSON.
    static let values = ["null", "true", "48", "4.5", #""often""#, #"" ""#, "[48]", #"{"a":1}"#, "[]", "{}"]

    /// A call whose body is right but for one field.
    struct Case: Sendable, CustomTestStringConvertible {
        let operation: String
        let program: PartnerProgram
        let field: String
        let value: String
        var testDescription: String { "\(program) \(operation) \(field): \(value)" }
    }

    private static let query = #"SELECT OrderId FROM ISVOrder"#
    private static let queries: [PartnerProgram: String] = [
        .cmp: query, .mpn: "SELECT CustomerName FROM CustomersAndTenants",
    ]
    private static let schedule: [(String, String)] = [
        ("ReportName", #""r""#), ("Description", #""d""#), ("StartTime", #""2021-02-01T00:00:00Z""#),
        ("RecurrenceInterval", "48"), ("RecurrenceCount", "3"), ("Format", #""csv""#),
        ("CallbackUrl", #""https://example.com/x""#), ("CallbackMethod", #""POST""#),
    ]
    private static let atOnce: [(String, String)] = [
        ("ReportName", #""r""#), ("ExecuteNow", "true"), ("QueryStartTime", #""2020-01-01T00:00:00Z""#),
        ("QueryEndTime", #""2020-02-01T00:00:00Z""#), ("Format", #""csv""#),
    ]

    private static func members(_ operation: String, _ program: PartnerProgram) -> [(String, String)] {
        switch operation {
        case "createQuery":
            [("Name", #""n""#), ("Description", #""d""#), ("Query", #""\#(queries[program] ?? "")""#)]
        case "createReport": schedule + [("ExecuteNow", "false"), ("QueryId", "ID")]
        case "runReport": atOnce + [("QueryId", "ID")]
        default: schedule + [("ExecuteNow", "false")]
        }
    }

    static let cases: [Case] = PartnerProgram.allCases.flatMap { program in
        ["createQuery", "createReport", "runReport", "updateReport"].flatMap { operation in
            members(operation, program).flatMap { field, _ in
                values.map { Case(operation: operation, program: program, field: field, value: $0) }
            }
        }
    }

    @Test("Every refusal names the field that is wrong, and no other", arguments: cases)
    func fields(_ example: Case) throws {
        let harness = try SandboxHarness()
        let program = example.program
        let token = try harness.token(program)
        func send(_ method: HTTPMethod, _ path: String, _ members: [(String, String)]) -> HTTPResponse {
            let body = "{" + members.map { #""\#($0)":\#($1)"# }.joined(separator: ",") + "}"
            return harness.call(path, method, token: token, program: program, body: body)
        }
        let created = send(.post, "ScheduledQueries", Self.members("createQuery", program))
        let queryID = try #require(try harness.json(created)["value"]?[0]?["queryId"]?.string)
        var members = Self.members(example.operation, program)
        for index in members.indices {
            if members[index].1 == "ID" { members[index].1 = "\"\(queryID)\"" }
            if members[index].0 == example.field { members[index].1 = example.value }
        }
        let response: HTTPResponse
        switch example.operation {
        case "createQuery": response = send(.post, "ScheduledQueries", members)
        case "updateReport":
            let report = send(
                .post, "ScheduledReport",
                Self.members("createReport", program).dropLast() + [("QueryId", "\"\(queryID)\"")])
            let id = try #require(try harness.json(report)["value"]?[0]?["reportId"]?.string)
            response = send(.put, "ScheduledReport/\(id)", members)
        default: response = send(.post, "ScheduledReport", members)
        }
        guard response.status != 200 else {
            #expect(response.detail == nil)
            return
        }
        #expect(response.status == 400)
        let detail = try #require(response.detail)
        // Without ExecuteNow a report that ran at once lacks its schedule; a query's text has its own places.
        if example.operation == "runReport", example.field == "ExecuteNow", ["null", #"" ""#].contains(example.value) {
            #expect(
                detail.hasPrefix("StartTime, RecurrenceInterval: found no value") || detail.hasPrefix("ExecuteNow: "))
        } else if example.field == "Query", example.value == #""often""# {
            #expect(detail.hasPrefix("line 1, column 1: "))
        } else {
            #expect(detail.hasPrefix("\(example.field): found "), "\(detail)")
            #expect(detail.contains("; expected "), "\(detail)")
        }
        #expect(harness.sandbox.journal.entries().last?.explanation == detail)
    }

    @Test("The kinds that no field accepts are refused")
    func refusedKinds() {
        #expect(Self.cases.count { $0.value == "[48]" } == Self.cases.count / Self.values.count)
    }

    @Test("A wrong interval does not blame the callback")
    func interval() throws {
        let harness = try SandboxHarness()
        let response = harness.call(
            "ScheduledReport", .post, token: try harness.token(),
            body: #"{"ReportName":"r","QueryId":"x","StartTime":"2021-02-01T00:00:00Z","RecurrenceInterval":[48],"#
                + #""CallbackUrl":"https://example.com/x"}"#)
        #expect(response.detail == "RecurrenceInterval: found an array; expected a whole number")
    }

    @Test(
        "A refused parameter is named",
        arguments: [
            (
                "ScheduledQueries?includeSystemQueries=maybe",
                "includeSystemQueries: found 'maybe'; expected true or false"
            ),
            (
                "ScheduledReport/execution/x?executionStatus=Done",
                "executionStatus: found 'Done'; expected Pending, Running, Paused, Completed"
            ),
            (
                "ScheduledReport/execution/x?getLatestExecution=1",
                "getLatestExecution: found '1'; expected true or false"
            ),
            (
                "ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20FROM%20ISVOrder&startTime=now",
                "startTime: found 'now'; expected yyyy-MM-ddTHH:mm:ssZ"
            ),
            (
                "ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20FROM%20ISVOrder&endTime=now",
                "endTime: found 'now'; expected yyyy-MM-ddTHH:mm:ssZ"
            ),
            (
                "ScheduledQueries/testQueryResult?exportQuery=a&queryId=b",
                "exportQuery, queryId: found both; expected one of them"
            ),
        ])
    func parameters(_ path: String, _ explanation: String) throws {
        let harness = try SandboxHarness()
        let response = harness.call(path, token: try harness.token())
        #expect(response.detail == explanation)
    }
}
