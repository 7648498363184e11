import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// Which fields records have, in which order, in every program and state (insights-api section 3.4).
struct RecordFieldTests {
    static let envelope: [PartnerProgram: [String]] = [
        .cmp: ["value", "totalCount", "message", "statusCode"],
        .mpn: ["value", "nextLink", "totalCount", "message", "statusCode", "dataRedacted"],
    ]
    static let dataset: [PartnerProgram: [String]] = [
        .cmp: ["datasetName", "selectableColumns", "availableMetrics", "availableDateRanges"],
        .mpn: [
            "datasetName", "selectableColumns", "availableMetrics", "availableDateRanges", "minimumRecurrenceInterval",
        ],
    ]
    static let query: [PartnerProgram: [String]] = [
        .cmp: ["queryId", "name", "description", "query", "type", "user", "createdTime", "modifiedTime"],
        .mpn: ["queryId", "name", "description", "query", "type", "user", "createdTime"],
    ]
    static let report: [PartnerProgram: [String]] = [
        .cmp: [
            "reportId", "reportName", "description", "queryId", "query", "user", "createdTime", "modifiedTime",
            "startTime", "reportStatus", "recurrenceInterval", "recurrenceCount", "callbackUrl", "format",
        ],
        .mpn: [
            "reportId", "reportName", "description", "queryId", "query", "user", "createdTime", "modifiedTime",
            "executeNow", "startTime", "reportStatus", "recurrenceInterval", "recurrenceCount", "callbackUrl",
            "callbackMethod", "format",
        ],
    ]
    static let execution: [PartnerProgram: [String]] = [
        .cmp: [
            "executionId", "reportId", "recurrenceInterval", "recurrenceCount", "callbackUrl", "format",
            "executionStatus", "reportAccessSecureLink", "reportExpiryTime", "reportGeneratedTime",
        ],
        .mpn: [
            "executionId", "reportId", "recurrenceInterval", "recurrenceCount", "callbackUrl", "callbackMethod",
            "format", "executionStatus", "reportLocation", "reportAccessSecureLink", "reportExpiryTime",
            "reportGeneratedTime",
        ],
    ]

    private func expect(
        _ response: ServiceResponse, _ keys: [PartnerProgram: [String]], _ program: PartnerProgram,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(response.status == 200, sourceLocation: sourceLocation)
        #expect(response.json.keys == Self.envelope[program], sourceLocation: sourceLocation)
        #expect(!response.value.isEmpty, sourceLocation: sourceLocation)
        #expect(response.value.allSatisfy { $0.keys == keys[program] }, sourceLocation: sourceLocation)
        #expect(response.json["totalCount"] == .integer(response.value.count), sourceLocation: sourceLocation)
    }

    @Test("Datasets and queries", arguments: PartnerProgram.allCases)
    func datasetsAndQueries(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        expect(try service.get("ScheduledDataset"), Self.dataset, program)
        let created = try service.post("ScheduledQueries", #"{"Name":"q","Query":"\#(service.anyQuery)"}"#)
        expect(created, Self.query, program)
        expect(try service.get("ScheduledQueries"), Self.query, program)
        let id = try #require(created.value.first?["queryId"]?.string)
        let deleted = try service.delete("ScheduledQueries/\(id)")
        expect(deleted, Self.query, program)
        #expect(deleted.value == created.value)
    }

    @Test("Reports and executions in every state", arguments: PartnerProgram.allCases)
    func reportsAndExecutions(program: PartnerProgram) throws {
        var settings = Settings()
        settings.runDuration = .seconds(60)
        let service = try ServiceHarness(program, settings: settings)
        let body = service.reportBody(queryID: try service.makeQuery(), ["RecurrenceCount": "2"])
        let created = try service.post("ScheduledReport", body)
        expect(created, Self.report, program)
        let id = try #require(created.value.first?["reportId"]?.string)
        expect(try service.put("ScheduledReport/pause/\(id)"), Self.report, program)
        expect(try service.get("ScheduledReport/execution/\(id)?executionStatus=Paused"), Self.execution, program)
        expect(try service.put("ScheduledReport/resume/\(id)"), Self.report, program)
        expect(try service.put("ScheduledReport/\(id)", body), Self.report, program)
        service.wait(hours: 24)
        for status in ["Pending", "Running"] {
            expect(
                try service.get("ScheduledReport/execution/\(id)?executionStatus=\(status)"), Self.execution, program)
        }
        service.wait(hours: 24 * 10)
        expect(try service.get("ScheduledReport/execution/\(id)?getLatestExecution=false"), Self.execution, program)
        expect(try service.get("ScheduledReport"), Self.report, program)
        expect(try service.delete("ScheduledReport/\(id)"), Self.report, program)
    }

    @Test("mpn responses are those of the documents, byte for byte (Appendix E)")
    func mpnExamples() throws {
        let service = try ServiceHarness(.mpn, at: instant("2021-03-30T13:11:58Z"))
        let user = "avery.holt@harborlight.example"
        let query =
            "SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 10 "
            + "TIMESPAN LAST_MONTH"
        let created = try service.post(
            "ScheduledQueries",
            #"{"Name":"SubscriptionId Dynamics ","Description":"List of Subscription Id","Query":"\#(query) "}"#)
        let queryID = try #require(created.value.first?["queryId"]?.string)
        #expect(
            created.text
                == #"{"value":[{"queryId":"\#(queryID)","name":"SubscriptionId Dynamics","#
                + #""description":"List of Subscription Id","query":"\#(query)","type":"userDefined","#
                + #""user":"\#(user)","createdTime":"2021-03-30T13:11:58Z"}],"nextLink":null,"totalCount":1,"#
                + #""message":"Query created successfully","statusCode":200,"dataRedacted":false}"#)
        let report = try service.post(
            "ScheduledReport",
            #"{"ReportName":"Top10_CustomersReport","Description":"Top 10 customers by revenue for last month","#
                + #""QueryId":"\#(queryID)","StartTime":"2021-03-31T18:41:00Z","ExecuteNow":false,"#
                + #""QueryStartTime":null,"QueryEndTime":null,"RecurrenceInterval":24,"RecurrenceCount":100,"#
                + #""Format":"CSV","CallbackUrl":"https://localhost/ready","CallbackMethod":"GET"}"#)
        let id = try #require(report.value.first?["reportId"]?.string)
        #expect(
            report.text
                == #"{"value":[{"reportId":"\#(id)","reportName":"Top10_CustomersReport","#
                + #""description":"Top 10 customers by revenue for last month","queryId":"\#(queryID)","#
                + #""query":"\#(query)","user":"\#(user)","createdTime":"2021-03-30T13:11:58Z","modifiedTime":null,"#
                + #""executeNow":false,"startTime":"2021-03-31T18:41:00Z","reportStatus":"Active","#
                + #""recurrenceInterval":24,"recurrenceCount":100,"callbackUrl":"https://localhost/ready","#
                + #""callbackMethod":"GET","format":"csv"}],"nextLink":null,"totalCount":1,"#
                + #""message":"Report created successfully","statusCode":200,"dataRedacted":false}"#)
        let pending = try service.get("ScheduledReport/execution/\(id)?getLatestExecution=true")
        let executionID = try #require(pending.value.first?["executionId"]?.string)
        func execution(_ status: String, link: String, time: String) -> String {
            #"{"value":[{"executionId":"\#(executionID)","reportId":"\#(id)","recurrenceInterval":24,"#
                + #""recurrenceCount":100,"callbackUrl":null,"callbackMethod":null,"format":"csv","#
                + #""executionStatus":"\#(status)","reportLocation":null,"reportAccessSecureLink":\#(link),"#
                + #""reportExpiryTime":null,"reportGeneratedTime":\#(time)}],"nextLink":null,"totalCount":1,"#
                + #""message":null,"statusCode":200,"dataRedacted":false}"#
        }
        #expect(pending.text == execution("Pending", link: "null", time: "null"))
        _ = service.simulator.advance(to: instant("2021-03-31T18:41:00Z"))
        let completed = try service.get("ScheduledReport/execution/\(id)")
        let link = "\"\(try service.link(id))\""
        #expect(completed.text == execution("Completed", link: link, time: #""2021-03-31T18:41:00Z""#))
    }

    @Test("`query-created-time-z`: cmp queries end in Z (C6)")
    func createdTime() throws {
        var settings = Settings()
        settings.recordOptions.queryTimesEndInZ = true
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeQuery()
        let records = try service.get("ScheduledQueries?queryId=\(id)").value
        #expect(records.first?["createdTime"] == .string("2021-01-06T05:38:34Z"))
    }

    @Test("The settings of record fields (C9, C31, C32, C45)", arguments: PartnerProgram.allCases)
    func recordOptions(program: PartnerProgram) throws {
        var settings = Settings()
        settings.recordOptions.capitalizesCallbackMethod = true
        settings.recordOptions.echoesCallback = true
        settings.recordOptions.fillsReportLocation = true
        settings.recordOptions.includesSampleOnlyFields = true
        let service = try ServiceHarness(program, settings: settings)
        let id = try service.makeReport(
            queryID: nil, ["CallbackUrl": #""http://localhost/ready/""#, "CallbackMethod": #""GET""#])
        let report = try service.report(id)
        let method = program == .mpn ? ["CallbackMethod"] : []
        let base = try #require(Self.report[program]).filter { $0 != "callbackMethod" }
        #expect(report.keys == base.dropLast() + method + ["format", "isPublicInOrg", "executionStatus"])
        #expect(report["executionStatus"] == .string("Pending"))
        #expect(report["isPublicInOrg"] == .bool(false))

        service.wait(hours: 24)
        let response = try service.get("ScheduledReport/execution/\(id)")
        let run = try #require(response.value.first)
        #expect(
            run.keys
                == ["executionId", "reportId", "recurrenceInterval", "recurrenceCount", "callbackUrl"] + method
                + [
                    "format", "executionStatus", "reportLocation", "reportAccessSecureLink", "reportExpiryTime",
                    "reportGeneratedTime", "isPublicInOrg",
                ])
        #expect(run["callbackUrl"] == .string("http://localhost/ready/"))
        #expect(run["reportLocation"] == run["reportAccessSecureLink"])
        #expect(run["reportLocation"]?.string?.isEmpty == false)
        if program == .mpn { #expect(run["CallbackMethod"] == .string("GET")) }
    }

    @Test("The default callback method is POST, and a report without a callback has no method")
    func callbackMethod() throws {
        let service = try ServiceHarness(.mpn)
        func record(_ changes: ReportBody.Changes) throws -> JSONValue {
            try service.report(try service.makeReport(queryID: nil, changes))
        }
        #expect(try record(["CallbackUrl": #""http://localhost/""#])["callbackMethod"] == .string("POST"))
        #expect(try record([:])["callbackMethod"] == .null)
    }
}
