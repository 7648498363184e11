import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// The facts of the seeds on test queries, reports, executions and prerequisites; numbered as in insights-api section 1.
struct SeedReportTests {
    /// Returns the create report call of seed 002, its curly quotes straightened.
    static func createReport(queryID: String) -> String {
        #"""
        {
          "ReportName": "ISVReport1",
          "Description": "Report for getting list of Order Ids",
          "QueryId": "\#(queryID)",
          "StartTime": "2021-01-06T19:00:00Z",
          "RecurrenceInterval": 48,
          "RecurrenceCount": 20,
           "Format": "csv"
         }
        """#
    }

    /// Returns the response to the create report call of seed 002, apart from the identifiers.
    static func createdReport(id: String, queryID: String) -> String {
        #"{"value":[{"reportId":"\#(id)","reportName":"ISVReport1","#
            + #""description":"Report for getting list of Order Ids","queryId":"\#(queryID)","#
            + #""query":"SELECT OrderId from ISVOrder","user":"142344300","createdTime":"2021-01-06T05:46:00Z","#
            + #""modifiedTime":null,"startTime":"2021-01-06T19:00:00Z","reportStatus":"Active","#
            + #""recurrenceInterval":48,"recurrenceCount":20,"callbackUrl":null,"format":"csv"}],"totalCount":1,"#
            + #""message":"Report created successfully","statusCode":200}"#
    }

    /// Returns the response to the executions call of seed 002, apart from the identifiers.
    static func execution(id: String, reportID: String) -> String {
        #"{"value":[{"executionId":"\#(id)","reportId":"\#(reportID)","recurrenceInterval":48,"#
            + #""recurrenceCount":20,"callbackUrl":null,"format":"csv","executionStatus":"Pending","#
            + #""reportAccessSecureLink":null,"reportExpiryTime":null,"reportGeneratedTime":null}],"totalCount":1,"#
            + #""message":null,"statusCode":200}"#
    }

    let service: ServiceHarness
    let queryID: String

    /// The walk of seed 002 as far as 05:46.
    init() throws {
        service = try ServiceHarness()
        let created = try service.post("ScheduledQueries", SeedDatasetAndQueryTests.createQuery)
        queryID = try #require(created.value.first?["queryId"]?.string)
        _ = service.simulator.advance(to: instant("2021-01-06T05:46:00Z"))
    }

    private func createdReport() throws -> ServiceResponse {
        try service.post("ScheduledReport", Self.createReport(queryID: queryID))
    }

    private func reportID() throws -> String {
        try #require(try createdReport().value.first?["reportId"]?.string)
    }

    @Test("S21: the test query call of seed 002")
    func s21() throws {
        let response = try service.get(
            "ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20from%20ISVOrder")
        #expect(response.status == 200)
    }

    @Test("S22: 100 rows keyed by column, the count that of the rows, message null")
    func s22() throws {
        let response = try service.get(
            "ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20from%20ISVOrder")
        #expect(response.value.count == 100)
        #expect(response.json.keys == ["value", "totalCount", "message", "statusCode"])
        #expect(response.json["totalCount"] == .integer(100))
        #expect(response.json["message"] == .null)
        #expect(response.value.allSatisfy { $0.keys == ["OrderId"] && $0["OrderId"]?.string?.count == 36 })
    }

    @Test("S23: the create report call and its response, byte for byte")
    func s23() throws {
        let response = try createdReport()
        let id = try #require(response.value.first?["reportId"]?.string)
        #expect(response.text == Self.createdReport(id: id, queryID: queryID))
    }

    @Test("S24: StartTime is yyyy-MM-ddTHH:mm:ssZ")
    func s24() throws {
        let id = try service.makeReport(queryID: queryID, ["StartTime": #""2021-01-06T19:00:00Z""#])
        #expect(try service.report(id)["startTime"] == .string("2021-01-06T19:00:00Z"))
    }

    @Test("S25: csv and tsv", arguments: ["csv", "tsv"])
    func s25(format: String) throws {
        let id = try service.makeReport(queryID: queryID, ["Format": "\"\(format)\""])
        #expect(try service.report(id)["format"] == .string(format))
    }

    @Test("S26: the fields of a report")
    func s26() throws {
        #expect(
            try createdReport().value.first?.keys == [
                "reportId", "reportName", "description", "queryId", "query", "user", "createdTime", "modifiedTime",
                "startTime", "reportStatus", "recurrenceInterval", "recurrenceCount", "callbackUrl", "format",
            ])
    }

    @Test("S27: a new report is Active, unchanged and has no callback")
    func s27() throws {
        let record = try #require(try createdReport().value.first)
        #expect(record["reportStatus"] == .string("Active"))
        #expect(record["modifiedTime"] == .null)
        #expect(record["callbackUrl"] == .null)
        #expect(record["createdTime"] == .string("2021-01-06T05:46:00Z"))
        #expect(record["startTime"] == .string("2021-01-06T19:00:00Z"))
    }

    @Test("S28: the message of the create report call")
    func s28() throws {
        #expect(try createdReport().message == "Report created successfully")
    }

    @Test("S29: the parameterless executions call before the start, byte for byte")
    func s29() throws {
        let reportID = try reportID()
        let response = try service.get("ScheduledReport/execution/\(reportID)")
        #expect(response.status == 200)
        let id = try #require(response.value.first?["executionId"]?.string)
        #expect(response.text == Self.execution(id: id, reportID: reportID))
    }

    @Test("S30: that call returns 200 with one Pending record before the start, up to its last second")
    func s30() throws {
        let reportID = try reportID()
        _ = service.simulator.advance(to: instant("2021-01-06T18:59:59Z"))
        let response = try service.get("ScheduledReport/execution/\(reportID)")
        #expect(response.status == 200)
        #expect(response.value.map { $0["executionStatus"] } == [.string("Pending")])
    }

    @Test("S31: the fields of an execution; link, expiry and time of generation are null while Pending")
    func s31() throws {
        let response = try service.get("ScheduledReport/execution/\(try reportID())")
        let run = try #require(response.value.first)
        #expect(
            run.keys == [
                "executionId", "reportId", "recurrenceInterval", "recurrenceCount", "callbackUrl", "format",
                "executionStatus", "reportAccessSecureLink", "reportExpiryTime", "reportGeneratedTime",
            ])
        #expect(run.object?.members.suffix(3).allSatisfy { $0.value.isNull } == true)
        #expect(response.json["message"] == .null)
    }

    @Test("S32: the execution of the first slot exists from creation on and stays the same")
    func s32() throws {
        let reportID = try reportID()
        let before = try service.executions(reportID)
        #expect(before.count == 1)
        service.wait(hours: 13, seconds: 839)
        #expect(try service.executions(reportID) == before)
        service.wait(hours: 0, seconds: 1)
        let after = try service.executions(reportID)
        #expect(after.last?["executionId"] == before.first?["executionId"])
        #expect(after.last?["executionStatus"] == .string("Completed"))
    }

    @Test("S33: an application without the Manager role is refused in cmp, as is one that is not enrolled")
    func s33() throws {
        for application in [Callers.developer, Callers.stranger] {
            let caller = ServiceHarness(service, .cmp, credentials: application)
            #expect(try caller.get("ScheduledDataset").isRefusal(403, "Forbidden", .cmp))
        }
    }

    @Test("S34: user credentials do not open cmp, and have no effect without an application")
    func s34() throws {
        let user = ServiceHarness(service, .cmp, credentials: service.simulator.credentials(for: .mpn))
        #expect(try user.get("ScheduledDataset").isRefusal(403, "Forbidden", .cmp))
        var alone = service.simulator.credentials(for: .mpn)
        alone.clientSecret = ""
        #expect(service.grant(alone).status == 401)
    }

    @Test("S35: mpn needs a user who is an Executive report viewer")
    func s35() throws {
        #expect(try service.other(.mpn).get("ScheduledDataset").status == 200)
        for user in [Callers.reportViewer, Callers.nobody] {
            let caller = ServiceHarness(service, .mpn, credentials: user)
            #expect(try caller.get("ScheduledDataset").isRefusal(403, "Forbidden", .mpn))
        }
    }

    @Test("S36: an mpn token needs the application and the user with a password")
    func s36() throws {
        let application = ServiceHarness(service, .mpn, credentials: service.credentials)
        #expect(try application.get("ScheduledDataset").isRefusal(403, "Forbidden", .mpn))
        var credentials = service.simulator.credentials(for: .mpn)
        credentials.password = "wrong"
        #expect(service.grant(credentials).status == 400)
        credentials.password = nil
        #expect(service.grant(credentials).status == 400)
    }

    @Test("S37: no API call sets up mpn access: roles come with the tenant, and no role is an administrator's")
    func s37() {
        #expect(MPNRole.allCases.map(\.rawValue) == ["ExecutiveReportViewer", "ReportViewer", "None", "Both"])
    }

    @Test("S38: calls continue with a new token after the old one expired, on the same state")
    func s38() throws {
        let reportID = try reportID()
        service.wait(hours: 2)
        #expect(try service.get("ScheduledReport?reportId=\(reportID)").status == 200)
        #expect(try service.get("ScheduledQueries?queryId=\(queryID)").status == 200)
    }
}
