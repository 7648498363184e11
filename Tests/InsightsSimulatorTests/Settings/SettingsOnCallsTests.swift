import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// The effects of each setting on the wire: accepted calls and their messages.
@Suite("Settings: calls and refusals")
struct SettingsOnCallsTests {
    @Test("`execution-default-status`: before the first success any execution, or none")
    func defaultStatus() throws {
        let fallback = try SettingsHarness()
        let id = try #require(fallback.record(try fallback.createReport())?["reportId"]?.string)
        #expect(try fallback.execution(of: id)?["executionStatus"]?.string == "Pending")
        let strict = try SettingsHarness([("execution-default-status", "completed")])
        let other = try #require(strict.record(try strict.createReport())?["reportId"]?.string)
        #expect(try strict.get("ScheduledReport/execution/\(other)").status == 404)
        let run = try strict.runReport()
        #expect(try strict.execution(of: run)?["executionStatus"]?.string == "Completed")
    }

    @Test("`test-rows`: the number of rows of a test query", arguments: [("100", 100), ("10", 10), ("1", 1)])
    func testRows(_ value: String, _ count: Int) throws {
        let reply = try SettingsHarness([("test-rows", value)]).testRows(SettingsHarness.query)
        #expect(reply.json?["totalCount"]?.integer == count)
        #expect(reply.json?["value"]?.array?.count == count)
    }

    @Test("`max-recurrence-interval-hours`: the bound and its message", arguments: [2160, 90])
    func interval(_ maximum: Int) throws {
        let admin = try SettingsHarness([("max-recurrence-interval-hours", String(maximum))])
        #expect(try admin.createReport([("RecurrenceInterval", .integer(maximum))]).status == 200)
        let reply = try admin.createReport([("RecurrenceInterval", .integer(maximum + 1))])
        #expect(reply.status == 400)
        #expect(reply.message == "Recurrence Interval must be between 4 and \(maximum)")
    }

    @Test(
        "`max-recurrence-interval-hours`: below a dataset's minimum only the minimum is valid, and the message says so")
    func smallInterval() throws {
        let admin = try SettingsHarness([("max-recurrence-interval-hours", "10")], program: .mpn)
        #expect(try admin.createReport([("RecurrenceInterval", .integer(24))]).status == 200)
        let reply = try admin.createReport([("RecurrenceInterval", .integer(25))])
        #expect(reply.message == "Recurrence Interval must be between 24 and 24")
    }

    @Test("`duplicate-rows`: kept without the keyword, or always removed")
    func duplicates() throws {
        let query = "SELECT OfferType FROM ISVOrder TIMESPAN LIFETIME"
        #expect(try SettingsHarness().testRows(query).json?["totalCount"]?.integer == 100)
        let rows = try #require(
            try SettingsHarness([("duplicate-rows", "implicit")]).testRows(query).json?["value"]?.array)
        #expect(rows.count > 1)
        #expect(Set(rows.compactMap { $0["OfferType"]?.string }).count == rows.count)
    }

    @Test("`accepted-resources`: any of three for both programs, or one for each program")
    func resources() throws {
        let graph = "https://graph.windows.net"
        let partner = "https://api.partnercenter.microsoft.com/"
        for (program, account, own, foreign) in [
            ("cmp", TokenAccount.reader, graph, partner), ("mpn", .avery, partner, graph),
        ] {
            for (value, status) in [("any", 200), ("per-program", 401)] {
                let harness = try SettingsHarness([("accepted-resources", value)]).harness
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

    @Test("`user-ticket-header`: mpn takes a bare token, or does not; a wrong one is malformed, or absent")
    func userTicket() throws {
        for (value, status, wrong) in [("off", 401, "Bearer"), ("on", 200, "The token is malformed")] {
            let harness = try SettingsHarness([("user-ticket-header", value)], program: .mpn)
            for ticket in [harness.token, "bearer \(harness.token)"] {
                let reply = try harness.harness.send(
                    .get, "/insights/v1/mpn/ScheduledDataset", [("x-aadUSERticket", ticket)])
                #expect(reply.status == status, "\(value)")
            }
            let malformed = try harness.harness.send(
                .get, "/insights/v1/mpn/ScheduledDataset", [("X-AadUserTicket", "x")])
            #expect(malformed.fields["WWW-Authenticate"]?.contains(wrong) == true)
            #expect(!"\(harness.harness.simulator.defaultSandbox.journal.entries())".contains(harness.token))
            let reader = try harness.harness.token(.reader)
            let cmp = try harness.harness.send(
                .get, "/insights/v1/cmp/ScheduledDataset", [("X-AadUserTicket", reader)])
            #expect(cmp.status == 401)
        }
    }

    @Test("`query-name-rule`: any name, or letters, digits and blanks")
    func queryNames() throws {
        for (value, status) in [("free", 200), ("alnum", 400)] {
            let harness = try SettingsHarness([("query-name-rule", value)])
            for name in ["a-b", "a_b", "é", "a.b", "x\u{301}"] {
                let reply = try harness.call(
                    .post, "ScheduledQueries", #"{"Name":"\#(name)","Query":"\#(SettingsHarness.query)"}"#)
                #expect(reply.status == status, "\(name)")
                if status == 400 { #expect(reply.message == "Invalid report parameters") }
            }
            let plain = #"{"Name":"Orders of 2026","Query":"\#(SettingsHarness.query)"}"#
            #expect(try harness.call(.post, "ScheduledQueries", plain).status == 200)
        }
    }

    @Test("`name-filter`: the whole name, or its beginning, in any letter case")
    func nameFilter() throws {
        for (value, status) in [("exact", 404), ("prefix", 200)] {
            let harness = try SettingsHarness([("name-filter", value)])
            _ = try harness.createReport([("ReportName", .string("Weekly orders"))])
            #expect(try harness.get("ScheduledReport?reportName=other;wEEk").status == status)
            #expect(try harness.get("ScheduledReport?reportName=Weekly%20ORDERS").status == 200)
            #expect(try harness.get("ScheduledReport?reportName=orders").status == 404)
        }
    }

    @Test("`both-roles`: a user with both viewer roles has the least or the most rights, in files too")
    func bothRoles() throws {
        for (viewer, both, status, isRedacted) in [
            ("refused", "least", 403, false), ("redacted", "least", 200, true), ("redacted", "most", 200, false),
            ("refused", "most", 200, false),
        ] {
            let harness = try SettingsHarness([("report-viewer", viewer), ("both-roles", both)]).harness
            let reply = try harness.call(
                "mpn/ScheduledDataset", token: try harness.token(TokenTrial.user("kim.ward")))
            #expect(reply.status == status)
            if status == 200 { #expect(reply.json?["dataRedacted"]?.bool == isRedacted) }
        }
    }

    @Test("`unreadable-literals`: no rows and a warning each time, or 400")
    func literals() throws {
        let field = SimulatorEndpoints.detailField
        let query = "SELECT OrderId FROM ISVOrder WHERE OrderPurchaseDate <= 'foo' TIMESPAN LIFETIME"
        let warned = try SettingsHarness()
        for _ in 0..<2 {
            let reply = try warned.testRows(query)
            #expect(reply.json?["totalCount"]?.integer == 0)
            #expect(
                reply.fields[field]
                    == "warning: line 1, column 57: OrderPurchaseDate is compared with \"foo\", which equals no value of "
                    + "it; expected a date such as '2021-01-31' or '2021-01-31T12:00:00Z'")
        }
        #expect(try warned.createQuery(query).fields[field]?.hasPrefix("warning: ") == true)
        #expect(try warned.createQuery().fields[field] == nil)
        let strict = try SettingsHarness([("unreadable-literals", "refused")])
        for text in [query, "SELECT OrderId FROM ISVOrder WHERE OrderPurchaseDate IN ('2021-01-01', 'x')"] {
            let reply = try strict.testRows(text)
            #expect(reply.status == 400)
            #expect(reply.message?.contains("which equals no value of it") == true)
        }
    }

    @Test("No query of the documents has an unreadable literal")
    func documentedLiterals() throws {
        let strict = try SettingsHarness(
            [("unreadable-literals", "refused"), ("allow-any-timespan", "on")], edition: .year2023)
        for query in DocumentedQueryTests.queries where query.isAccepted && query.program == .cmp {
            let reply = try strict.testRows(query.text)
            #expect(reply.message?.contains("equals no value") != true, "\(query.text)")
        }
    }

    @Test("`token-secret-end`: from that day a secret that names no end has expired")
    func secretEnd() throws {
        let harness = try SettingsHarness([("token-secret-end", "2024-03-02")]).harness
        harness.simulator.advance(to: Timestamp("2024-03-01T23:59:59Z")!)
        #expect(try harness.post(.reader).status == 200)
        harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try harness.post(.reader).code == 7_000_222)
        #expect(try harness.post(.reader, [("client_secret", "wrong")]).code == 7_000_215)
    }

    @Test("`audience-rule`: each Graph ends on its day, by the tenant's clock; Partner Center stays")
    func audienceRule() throws {
        let (microsoft, azure) = ("https://graph.microsoft.com", "https://graph.windows.net")
        for (rule, day, refused) in [
            ("2021", "2026-01-01", []), ("2024", "2024-08-29", []), ("2024", "2024-08-30", [microsoft]),
            ("2024", "2026-01-01", [microsoft]), ("2026", "2024-08-29", []), ("2026", "2024-08-30", [microsoft]),
            ("2026", "2025-11-12", [microsoft]), ("2026", "2025-11-13", [microsoft, azure]),
        ] {
            let harness = try SettingsHarness([("audience-rule", rule)]).harness
            harness.simulator.advance(to: Timestamp("\(day)T00:00:00Z")!)
            for resource in [microsoft, azure, "https://api.partnercenter.microsoft.com"] {
                let token = try harness.token(.reader, [("resource", resource)])
                let reply = try harness.call("cmp/ScheduledDataset", token: token)
                #expect(reply.status == (refused.contains(resource) ? 401 : 200), "\(rule) \(day) \(resource)")
                if reply.status == 401 {
                    #expect(reply.message?.hasPrefix("900420: The audience '\(resource)'") == true)
                }
            }
        }
    }

    @Test("`analytics-alias`: the older prefix works or does not", arguments: [("off", 404), ("on", 200)])
    func alias(_ value: String, _ status: Int) throws {
        for program in PartnerProgram.allCases {
            let admin = try SettingsHarness([("analytics-alias", value)], program: program)
            let reply = try admin.harness.send(
                .get, "/Analytics/\(program)/ScheduledDataset", [("Authorization", "Bearer \(admin.token)")])
            #expect(reply.status == status)
            if status == 200 { #expect(reply.body == (try admin.get("ScheduledDataset")).body) }
        }
    }

    @Test(
        "`allow-any-timespan`: only the dataset's spans, or every word of the grammar",
        arguments: [("off", 400), ("on", 200)])
    func spans(_ value: String, _ status: Int) throws {
        let admin = try SettingsHarness([("allow-any-timespan", value)])
        let reply = try admin.testRows("SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR")
        #expect(reply.status == status)
        if status == 400 { #expect(reply.message == "Invalid report parameters") }
        #expect(try admin.createQuery("SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR").status == status)
    }

    @Test("`report-viewer`: 403, or data without sensitive columns", arguments: [("refused", 403), ("redacted", 200)])
    func reportViewer(_ value: String, _ status: Int) throws {
        let admin = try SettingsHarness([("report-viewer", value)], program: .mpn, account: .robin)
        let reply = try admin.testRows("SELECT BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LIFETIME")
        #expect(reply.status == status)
        #expect(reply.json?["dataRedacted"]?.bool == (status == 200))
    }

    @Test(
        "`date-format`: the blank form is accepted, refused, or a server error",
        arguments: [("lenient", 200, 400), ("strict", 400, 400), ("strict-500", 500, 500)])
    func dateFormat(_ value: String, _ blank: Int, _ nonsense: Int) throws {
        let admin = try SettingsHarness([("date-format", value)])
        for (text, status) in [
            ("2024-03-01T14:00:00Z", 200), ("2024-03-01 14:00:00Z", blank), ("01/03/2024 14:00", nonsense),
        ] {
            let reply = try admin.createReport([("StartTime", .string(text))])
            #expect(reply.status == status)
            try expectWords(of: reply, "StartTime")
            let window = "startTime=\(PercentEncoding.encode(text))&endTime=2024-03-02T00:00:00Z"
            let rows = try admin.get(
                "ScheduledQueries/testQueryResult?exportQuery=\(PercentEncoding.encode(SettingsHarness.query))&\(window)"
            )
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

    @Test("`start-lead-time-hours`: how far ahead a report must start", arguments: [4, 0, 24])
    func leadTime(_ hours: Int) throws {
        let admin = try SettingsHarness([("start-lead-time-hours", String(hours))])
        let earliest = TokenHarness.start.adding(hours: hours)
        #expect(try admin.createReport([("StartTime", .string(earliest.description))]).status == 200)
        let reply = try admin.createReport([("StartTime", .string(earliest.adding(seconds: -1).description))])
        #expect(reply.status == 400)
        #expect(
            reply.message
                == "Invalid report parameters for creation - Start time of report should at least be \(hours) hours from "
                + "current UTC time")
    }

    @Test("`update-requirements`: cmp may require format and callback too")
    func updates() throws {
        let short = #"{"ReportName":"n","StartTime":"2024-03-02T00:00:00Z"}"#
        let full =
            #"{"ReportName":"n","StartTime":"2024-03-02T00:00:00Z","Format":"csv","CallbackUrl":"https://a.example"}"#
        for (value, program, status) in [
            ("lenient", PartnerProgram.cmp, 200), ("strict-cmp", .cmp, 400), ("lenient", .mpn, 200),
            ("strict-cmp", .mpn, 200),
        ] {
            let admin = try SettingsHarness([("update-requirements", value)], program: program)
            let id = try #require(admin.record(try admin.createReport())?["reportId"]?.string)
            let reply = try admin.call(.put, "ScheduledReport/\(id)", short)
            #expect(reply.status == status)
            if status == 400 { #expect(reply.message == "Null or missing value") }
            #expect(try admin.call(.put, "ScheduledReport/\(id)", full).status == 200)
        }
    }

    @Test("`callback-scheme`: http and https, or https only", arguments: [("any", 200), ("https", 400)])
    func scheme(_ value: String, _ status: Int) throws {
        let admin = try SettingsHarness([("callback-scheme", value)])
        #expect(try admin.createReport([("CallbackUrl", .string("HTTPS://hooks.example"))]).status == 200)
        #expect(try admin.createReport([("CallbackUrl", .string("http://hooks.example"))]).status == status)
        #expect(try admin.createReport([("CallbackUrl", .string("ftp://hooks.example"))]).status == 400)
    }

    @Test("`token-lifetime-seconds`: when a token expires", arguments: [1, 60, 86400])
    func tokenLifetime(_ seconds: Int) throws {
        let admin = try SettingsHarness([("token-lifetime-seconds", String(seconds))])
        admin.harness.simulator.advance(by: ISODuration(seconds: seconds - 1))
        #expect(try admin.get("ScheduledDataset").status == 200)
        admin.harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try admin.get("ScheduledDataset").status == 401)
    }

    @Test("`run-duration-seconds`: executions end immediately, or run for a while")
    func runDuration() throws {
        let quick = try SettingsHarness()
        #expect(try quick.execution(of: quick.runReport())?["executionStatus"]?.string == "Completed")
        let slow = try SettingsHarness([("run-duration-seconds", "90")])
        let id = try slow.runReport()
        #expect(try slow.execution(of: id)?["executionStatus"]?.string == "Running")
        slow.harness.simulator.advance(by: ISODuration(seconds: 89))
        #expect(try slow.execution(of: id)?["executionStatus"]?.string == "Running")
        slow.harness.simulator.advance(by: ISODuration(seconds: 1))
        let record = try slow.execution(of: id)
        #expect(record?["executionStatus"]?.string == "Completed")
        #expect(record?["reportGeneratedTime"]?.string == "2024-03-01T10:01:30Z")
    }

    @Test("`quota-active-reports`: at most the limit, or any number", arguments: [2, nil])
    func activeReports(_ limit: Int?) throws {
        let admin = try SettingsHarness([("quota-active-reports", limit.map(String.init) ?? "off")])
        for number in 1...(limit ?? 55) { #expect(try admin.createReport().status == 200, "\(number)") }
        guard let limit else { return }
        let reply = try admin.createReport()
        #expect(reply.status == 400)
        #expect(reply.message == "User has exceeded its report creation quota of \(limit) active reports")
    }

    @Test("`quota-execute-now`: at most the limit within the hour, or any number", arguments: [2, nil])
    func executeNow(_ limit: Int?) throws {
        let admin = try SettingsHarness([("quota-execute-now", limit.map(String.init) ?? "off")])
        let now: [(String, JSONValue?)] = [("ExecuteNow", .bool(true))]
        for _ in 1...(limit ?? 8) { #expect(try admin.createReport(now).status == 200) }
        guard let limit else { return }
        let reply = try admin.createReport(now)
        #expect(reply.status == 400)
        #expect(
            reply.message == "User has exceeded its ExecuteNow report creation quota of \(limit) reports/60 mins")
    }

    @Test("`quota-queries`: at most the limit, or any number", arguments: [3, nil])
    func queries(_ limit: Int?) throws {
        let admin = try SettingsHarness([("quota-queries", limit.map(String.init) ?? "off")])
        for _ in 1...(limit ?? 105) { #expect(try admin.createQuery().status == 200) }
        guard limit != nil else { return }
        let reply = try admin.createQuery()
        #expect(reply.status == 400)
        #expect(
            reply.message == "Number of queries exceeded. Delete few queries before creating new queries")
    }

    @Test("`typographic-quotes`: refused, or quotes like others", arguments: [("off", 400), ("on", 200)])
    func quotes(_ value: String, _ status: Int) throws {
        let admin = try SettingsHarness([("typographic-quotes", value)])
        let reply = try admin.testRows("SELECT OrderId FROM ISVOrder WHERE OrderStatus = ‘Active’ TIMESPAN LIFETIME")
        #expect(reply.status == status)
        #expect((reply.json?["totalCount"]?.integer ?? 0 > 0) == (status == 200))
    }
}
