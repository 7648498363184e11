import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// `PUT ScheduledReport/{reportId}` (insights-api section 4.8).
struct UpdateTests {
    @Test("An update returns the changed record, and the list shows it", arguments: PartnerProgram.allCases)
    func record(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let queryID = try service.makeQuery()
        let id = try service.makeReport(queryID: queryID)
        service.wait(hours: 1)
        let response = try service.put(
            "ScheduledReport/\(id)",
            #"""
            {"ReportName":" New ","Description":"d","StartTime":"2021-02-01 00:00:00Z","RecurrenceInterval":72,
            "RecurrenceCount":9,"Format":"TSV","CallbackUrl":"http://localhost/r","CallbackMethod":"get",
            "QueryId":"other","ExecuteNow":null}
            """#)
        let executeNow = program == .mpn ? #""executeNow":false,"# : ""
        let method = program == .mpn ? #""callbackMethod":"GET","# : ""
        let user = program == .mpn ? "avery.holt@harborlight.example" : "142344300"
        let record =
            #"{"reportId":"\#(id)","reportName":"New","description":"d","queryId":"\#(queryID)","#
            + #""query":"\#(service.anyQuery)","user":"\#(user)","createdTime":"2021-01-06T05:38:34Z","#
            + #""modifiedTime":"2021-01-06T06:38:34Z",\#(executeNow)"startTime":"2021-02-01T00:00:00Z","#
            + #""reportStatus":"Active","recurrenceInterval":72,"recurrenceCount":9,"#
            + #""callbackUrl":"http://localhost/r",\#(method)"format":"tsv"}"#
        #expect(response.value.map(\.text) == [record])
        #expect(response.message == "Report updated successfully")
        #expect(try service.report(id).text == record)
    }

    @Test("Fields that are absent or null keep their value", arguments: ["", #","Description":null,"Format":null"#])
    func absent(rest: String) throws {
        let service = try ServiceHarness(.mpn)
        let id = try service.makeReport(
            queryID: nil,
            [
                "Description": #""kept""#, "RecurrenceInterval": "30", "RecurrenceCount": "4", "Format": #""tsv""#,
                "CallbackUrl": #""https://localhost/""#, "CallbackMethod": #""GET""#,
            ])
        let response = try service.put(
            "ScheduledReport/\(id)", #"{"ReportName":"R","StartTime":"2021-03-01T00:00:00Z"\#(rest)}"#)
        let record = try #require(response.value.first)
        #expect(record["description"] == .string("kept"))
        #expect(record["recurrenceInterval"] == .integer(30))
        #expect(record["recurrenceCount"] == .integer(4))
        #expect(record["format"] == .string("tsv"))
        #expect(record["callbackUrl"] == .string("https://localhost/"))
        #expect(record["callbackMethod"] == .string("GET"))
    }

    @Test("The callback's address and method change one without the other")
    func callback() throws {
        let service = try ServiceHarness(.mpn)
        let id = try service.makeReport(
            queryID: nil, ["CallbackUrl": #""https://localhost/a""#, "CallbackMethod": #""GET""#])
        func callback(_ changes: ReportBody.Changes, of id: String) throws -> [String?] {
            let response = try service.put("ScheduledReport/\(id)", service.reportBody(queryID: "", changes))
            return [response.value.first?["callbackUrl"]?.string, response.value.first?["callbackMethod"]?.string]
        }
        #expect(try callback([:], of: id) == ["https://localhost/a", "GET"])
        #expect(try callback(["CallbackUrl": #""https://localhost/b""#], of: id) == ["https://localhost/b", "GET"])
        #expect(try callback(["CallbackMethod": #""POST""#], of: id) == ["https://localhost/b", "POST"])
        let without = try service.makeReport()
        #expect(try callback(["CallbackMethod": #""GET""#], of: without) == [nil, nil])
        #expect(
            try callback(["CallbackUrl": #""https://localhost/c""#], of: without) == ["https://localhost/c", "POST"])
    }

    @Test("The Pending run takes the new start and the new format; finished runs stay")
    func pendingRun() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        service.wait(hours: 24)
        let before = try service.executions(id)
        let link = try service.link(id)
        let file = try service.file(link)
        let body = service.reportBody(
            queryID: "", ["StartTime": #""2021-01-08T00:00:00Z""#, "Format": #""tsv""#, "RecurrenceInterval": "5"])
        #expect(try service.put("ScheduledReport/\(id)", body).status == 200)
        let after = try service.executions(id)
        #expect(after.map { $0["executionId"] } == before.map { $0["executionId"] })
        #expect(after.map { $0["format"] } == [.string("tsv"), .string("csv")])
        #expect(after.allSatisfy { $0["recurrenceInterval"] == .integer(5) })
        #expect(try service.file(link) == file)
        _ = service.simulator.advance(to: instant("2021-01-08T00:00:00Z"))
        #expect(try service.statuses(id) == ["Pending", "Completed", "Completed"])
        #expect(try service.link(id).contains(".tsv?"))
        service.wait(hours: 5)
        #expect(try service.statuses(id).count == 4)
    }

    @Test("A count below the number of begun slots ends the report")
    func smallerCount() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        service.wait(hours: 24 + 48)
        let response = try service.put(
            "ScheduledReport/\(id)", service.reportBody(queryID: "", ["RecurrenceCount": "2"]))
        #expect(response.value.first?["reportStatus"] == .string("Inactive"))
        #expect(try service.statuses(id) == ["Completed", "Completed"])
    }

    @Test("A larger count continues the report; begun slots count")
    func largerCount() throws {
        let service = try ServiceHarness()
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "2"])
        service.wait(hours: 24)
        _ = try service.put("ScheduledReport/\(id)", service.reportBody(queryID: "", ["RecurrenceCount": "3"]))
        service.wait(hours: 24 + 48)
        #expect(try service.statuses(id) == ["Completed", "Completed", "Completed"])
        #expect(try service.report(id)["reportStatus"] == .string("Inactive"))
    }

    @Test("If the count grows during the last run, that run is no longer the last")
    func duringLastRun() throws {
        var settings = Settings()
        settings.runDuration = .seconds(600)
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport(queryID: nil, ["RecurrenceCount": "1"])
        service.wait(hours: 24)
        #expect(try service.statuses(id) == ["Running"])
        _ = try service.put("ScheduledReport/\(id)", service.reportBody(queryID: "", ["RecurrenceCount": "2"]))
        #expect(try service.statuses(id) == ["Pending", "Running"])
        service.wait(hours: 1)
        #expect(try service.report(id)["reportStatus"] == .string("Active"))
        service.wait(hours: 24)
        #expect(try service.statuses(id) == ["Completed", "Completed"])
    }

    @Test("The strict reading of the cmp page requires Format and CallbackUrl too, in cmp only (C27)")
    func strict() throws {
        var settings = Settings()
        settings.updateRequirements = .strictCMP
        for program in PartnerProgram.allCases {
            let service = try ServiceHarness(program, settings: settings)
            let id = try service.makeReport()
            let short = try service.put("ScheduledReport/\(id)", service.reportBody(queryID: ""))
            #expect(short.status == (program == .cmp ? 400 : 200))
            if program == .cmp { #expect(short.isRefusal(400, "Null or missing value", .cmp)) }
            let full = service.reportBody(
                queryID: "", ["Format": #""csv""#, "CallbackUrl": #""https://localhost/""#])
            #expect(try service.put("ScheduledReport/\(id)", full).status == 200)
        }
    }
}
