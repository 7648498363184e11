import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// What each setting changes on the wire: which calls pass, and what they say.
@Suite("Settings: calls and refusals")
struct SettingsOnCallsTests {
    @Test("execution-default-status: before the first success any execution, or none")
    func defaultStatus() throws {
        let fallback = try AdminStage()
        let id = try #require(fallback.record(try fallback.createReport())?["reportId"]?.string)
        #expect(try fallback.execution(of: id)?["executionStatus"]?.string == "Pending")
        let strict = try AdminStage([("execution-default-status", "completed")])
        let other = try #require(strict.record(try strict.createReport())?["reportId"]?.string)
        #expect(try strict.get("ScheduledReport/execution/\(other)").status == 404)
        let run = try strict.runReport()
        #expect(try strict.execution(of: run)?["executionStatus"]?.string == "Completed")
    }

    @Test("test-rows: how many rows a test query has", arguments: [("100", 100), ("10", 10), ("1", 1)])
    func testRows(_ value: String, _ count: Int) throws {
        let reply = try AdminStage([("test-rows", value)]).testRows(AdminStage.query)
        #expect(reply.json?["totalCount"]?.integer == count)
        #expect(reply.json?["value"]?.array?.count == count)
    }

    @Test("max-recurrence-interval-hours: the bound and the words that tell it", arguments: [2160, 90])
    func interval(_ maximum: Int) throws {
        let stage = try AdminStage([("max-recurrence-interval-hours", String(maximum))])
        #expect(try stage.createReport([("RecurrenceInterval", .integer(maximum))]).status == 200)
        let reply = try stage.createReport([("RecurrenceInterval", .integer(maximum + 1))])
        #expect(reply.status == 400)
        #expect(reply.message == "Recurrence Interval must be between 4 and \(maximum)")
    }

    @Test("max-recurrence-interval-hours: below a dataset's own minimum the minimum is the one interval left, and the words say so")
    func smallInterval() throws {
        let stage = try AdminStage([("max-recurrence-interval-hours", "10")], program: .mpn)
        #expect(try stage.createReport([("RecurrenceInterval", .integer(24))]).status == 200)
        let reply = try stage.createReport([("RecurrenceInterval", .integer(25))])
        #expect(reply.message == "Recurrence Interval must be between 24 and 24")
    }

    @Test("duplicate-rows: kept without the keyword, or never there")
    func duplicates() throws {
        let query = "SELECT OfferType FROM ISVOrder TIMESPAN LIFETIME"
        #expect(try AdminStage().testRows(query).json?["totalCount"]?.integer == 100)
        let rows = try #require(
            try AdminStage([("duplicate-rows", "implicit")]).testRows(query).json?["value"]?.array)
        #expect(rows.count > 1)
        #expect(Set(rows.compactMap { $0["OfferType"]?.string }).count == rows.count)
    }

    @Test("accepted-resources: any of three for both programs, or each program its own")
    func resources() throws {
        let graph = "https://graph.windows.net"
        let partner = "https://api.partnercenter.microsoft.com/"
        for (program, account, own, foreign) in [
            ("cmp", TokenAccount.reader, graph, partner), ("mpn", .avery, partner, graph),
        ] {
            for (value, status) in [("any", 200), ("per-program", 401)] {
                let harness = try AdminStage([("accepted-resources", value)]).harness
                let path = "\(program)/ScheduledDataset"
                let right = try harness.token(account, [("resource", own)])
                #expect(try harness.call(path, token: right).status == 200)
                for resource in [foreign, "https://graph.microsoft.com"] {
                    let other = try harness.token(account, [("resource", resource)])
                    #expect(try harness.call(path, token: other).status == status)
                }
            }
        }
    }

    @Test("analytics-alias: the older prefix answers or does not", arguments: [("off", 404), ("on", 200)])
    func alias(_ value: String, _ status: Int) throws {
        for program in PartnerProgram.allCases {
            let stage = try AdminStage([("analytics-alias", value)], program: program)
            let reply = try stage.harness.send(
                .get, "/Analytics/\(program)/ScheduledDataset", [("Authorization", "Bearer \(stage.token)")])
            #expect(reply.status == status)
            if status == 200 { #expect(reply.body == (try stage.get("ScheduledDataset")).body) }
        }
    }

    @Test("allow-any-timespan: only the dataset's spans, or every word of the grammar", arguments: [("off", 400), ("on", 200)])
    func spans(_ value: String, _ status: Int) throws {
        let stage = try AdminStage([("allow-any-timespan", value)])
        let reply = try stage.testRows("SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR")
        #expect(reply.status == status)
        if status == 400 { #expect(reply.message == "Invalid report parameters") }
        #expect(try stage.createQuery("SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR").status == status)
    }

    @Test("report-viewer: 403, or data without what is sensitive", arguments: [("refused", 403), ("redacted", 200)])
    func reportViewer(_ value: String, _ status: Int) throws {
        let stage = try AdminStage([("report-viewer", value)], program: .mpn, account: .robin)
        let reply = try stage.testRows("SELECT BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LIFETIME")
        #expect(reply.status == status)
        #expect(reply.json?["dataRedacted"]?.bool == (status == 200))
    }

    @Test(
        "date-format: the blank form passes, is refused, or breaks the service",
        arguments: [("lenient", 200, 400), ("strict", 400, 400), ("strict-500", 500, 500)])
    func dateFormat(_ value: String, _ blank: Int, _ nonsense: Int) throws {
        let stage = try AdminStage([("date-format", value)])
        for (text, status) in [
            ("2024-03-01T14:00:00Z", 200), ("2024-03-01 14:00:00Z", blank), ("01/03/2024 14:00", nonsense),
        ] {
            let reply = try stage.createReport([("StartTime", .string(text))])
            #expect(reply.status == status)
            try expectWords(of: reply, "StartTime")
            let window = "startTime=\(PercentEncoding.encode(text))&endTime=2024-03-02T00:00:00Z"
            let rows = try stage.get(
                "ScheduledQueries/testQueryResult?exportQuery=\(PercentEncoding.encode(AdminStage.query))&\(window)")
            #expect(rows.status == status)
            try expectWords(of: rows, "StartTime")
        }
    }

    private func expectWords(of reply: TokenReply, _ field: String) throws {
        let message = reply.message ?? ""
        switch reply.status {
        case 400:
            #expect(
                message
                    == "Invalid report parameters for creation - \(field) should follow format: yyyy-MM-ddTHH:mm:ssZ")
        case 500:
            let words = #/Internal error encountered while creating report. Correlation ID <([0-9a-f-]{36})>/#
            let id = try words.wholeMatch(in: message)?.output.1
            #expect(id.map(String.init) == reply.fields["x-ms-request-id"])
        default: break
        }
    }

    @Test("start-lead-time-hours: how far ahead a report must start", arguments: [4, 0, 24])
    func leadTime(_ hours: Int) throws {
        let stage = try AdminStage([("start-lead-time-hours", String(hours))])
        let earliest = TokenHarness.start.adding(hours: hours)
        #expect(try stage.createReport([("StartTime", .string(earliest.description))]).status == 200)
        let reply = try stage.createReport([("StartTime", .string(earliest.adding(seconds: -1).description))])
        #expect(reply.status == 400)
        #expect(
            reply.message
                == "Invalid report parameters for creation - Start time of report should at least be \(hours) hours from "
                + "current UTC time")
    }

    @Test("update-requirements: cmp may ask for format and callback too")
    func updates() throws {
        let short = #"{"ReportName":"n","StartTime":"2024-03-02T00:00:00Z"}"#
        let full =
            #"{"ReportName":"n","StartTime":"2024-03-02T00:00:00Z","Format":"csv","CallbackUrl":"https://a.example"}"#
        for (value, program, status) in [
            ("lenient", PartnerProgram.cmp, 200), ("strict-cmp", .cmp, 400), ("lenient", .mpn, 200),
            ("strict-cmp", .mpn, 200),
        ] {
            let stage = try AdminStage([("update-requirements", value)], program: program)
            let id = try #require(stage.record(try stage.createReport())?["reportId"]?.string)
            let reply = try stage.call(.put, "ScheduledReport/\(id)", short)
            #expect(reply.status == status)
            if status == 400 { #expect(reply.message == "Null or missing value") }
            #expect(try stage.call(.put, "ScheduledReport/\(id)", full).status == 200)
        }
    }

    @Test("callback-scheme: http and https, or https only", arguments: [("any", 200), ("https", 400)])
    func scheme(_ value: String, _ status: Int) throws {
        let stage = try AdminStage([("callback-scheme", value)])
        #expect(try stage.createReport([("CallbackUrl", .string("HTTPS://hooks.example"))]).status == 200)
        #expect(try stage.createReport([("CallbackUrl", .string("http://hooks.example"))]).status == status)
        #expect(try stage.createReport([("CallbackUrl", .string("ftp://hooks.example"))]).status == 400)
    }

    @Test("token-lifetime-seconds: when a token ends", arguments: [1, 60, 86400])
    func tokenLifetime(_ seconds: Int) throws {
        let stage = try AdminStage([("token-lifetime-seconds", String(seconds))])
        stage.harness.simulator.advance(by: ISODuration(seconds: seconds - 1))
        #expect(try stage.get("ScheduledDataset").status == 200)
        stage.harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try stage.get("ScheduledDataset").status == 401)
    }

    @Test("run-duration-seconds: executions are done at once, or run for a while")
    func runDuration() throws {
        let quick = try AdminStage()
        #expect(try quick.execution(of: quick.runReport())?["executionStatus"]?.string == "Completed")
        let slow = try AdminStage([("run-duration-seconds", "90")])
        let id = try slow.runReport()
        #expect(try slow.execution(of: id)?["executionStatus"]?.string == "Running")
        slow.harness.simulator.advance(by: ISODuration(seconds: 89))
        #expect(try slow.execution(of: id)?["executionStatus"]?.string == "Running")
        slow.harness.simulator.advance(by: ISODuration(seconds: 1))
        let record = try slow.execution(of: id)
        #expect(record?["executionStatus"]?.string == "Completed")
        #expect(record?["reportGeneratedTime"]?.string == "2024-03-01T10:01:30Z")
    }

    @Test("quota-active-reports: so many and no more, or any number", arguments: [2, nil])
    func activeReports(_ limit: Int?) throws {
        let stage = try AdminStage([("quota-active-reports", limit.map(String.init) ?? "off")])
        for number in 1...(limit ?? 55) { #expect(try stage.createReport().status == 200, "\(number)") }
        guard let limit else { return }
        let reply = try stage.createReport()
        #expect(reply.status == 400)
        #expect(reply.message == "User has exceeded its report creation quota of \(limit) active reports")
    }

    @Test("quota-execute-now: so many within the hour, or any number", arguments: [2, nil])
    func executeNow(_ limit: Int?) throws {
        let stage = try AdminStage([("quota-execute-now", limit.map(String.init) ?? "off")])
        let now: [(String, JSONValue?)] = [("ExecuteNow", .bool(true))]
        for _ in 1...(limit ?? 8) { #expect(try stage.createReport(now).status == 200) }
        guard let limit else { return }
        let reply = try stage.createReport(now)
        #expect(reply.status == 400)
        #expect(
            reply.message == "User has exceeded its ExecuteNow report creation quota of \(limit) reports/60 mins")
    }

    @Test("quota-queries: so many and no more, or any number", arguments: [3, nil])
    func queries(_ limit: Int?) throws {
        let stage = try AdminStage([("quota-queries", limit.map(String.init) ?? "off")])
        for _ in 1...(limit ?? 105) { #expect(try stage.createQuery().status == 200) }
        guard limit != nil else { return }
        let reply = try stage.createQuery()
        #expect(reply.status == 400)
        #expect(
            reply.message == "Number of queries exceeded. Delete few queries before creating new queries")
    }

    @Test("typographic-quotes: no quotes, or quotes like others", arguments: [("off", 400), ("on", 200)])
    func quotes(_ value: String, _ status: Int) throws {
        let stage = try AdminStage([("typographic-quotes", value)])
        let reply = try stage.testRows("SELECT OrderId FROM ISVOrder WHERE OrderStatus = ‘Active’ TIMESPAN LIFETIME")
        #expect(reply.status == status)
        #expect((reply.json?["totalCount"]?.integer ?? 0 > 0) == (status == 200))
    }
}
