import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// The effects of the settings of insights-api Appendix D on the service's responses.
struct SettingEffectTests {
    private func service(
        _ program: PartnerProgram = .cmp, _ change: (inout Settings) -> Void
    ) throws -> ServiceHarness {
        var settings = Settings()
        change(&settings)
        return try ServiceHarness(program, settings: settings)
    }

    private static let creation = "Invalid report parameters for creation - "

    @Test("`test-rows`: ten rows instead of a hundred (C2)")
    func testRows() throws {
        let service = try service { $0.testRows = 10 }
        #expect(try service.rows(service.anyQuery).value.count == 10)
    }

    @Test(
        "`max-recurrence-interval-hours`: the bound of 2021, and the text follows (C3)",
        arguments: PartnerProgram.allCases)
    func intervalMaximum(program: PartnerProgram) throws {
        let service = try service(program) { $0.maxRecurrenceIntervalHours = 90 }
        let query = try service.makeQuery()
        _ = try service.makeReport(queryID: query, ["RecurrenceInterval": "90"])
        let response = try service.post(
            "ScheduledReport", service.reportBody(queryID: query, ["RecurrenceInterval": "91"]))
        #expect(response.isRefusal(400, "Recurrence Interval must be between 4 and 90", program))
    }

    @Test("`duplicate-rows`: no result has the same row twice (C4)")
    func duplicateRows() throws {
        let text = "SELECT OfferType FROM ISVOrder"
        let keyword = try service { _ in }
        let implicit = try service { $0.duplicateRows = .implicit }
        #expect(try keyword.rows(text).value.count == 100)
        let rows = try implicit.rows(text).value
        #expect(rows == (try keyword.rows("SELECT DISTINCT OfferType FROM ISVOrder")).value)
        #expect(Set(rows.map(\.text)).count == rows.count)
    }

    @Test("`allow-any-timespan`: spans that the dataset does not offer (C16)")
    func allSpans() throws {
        let text = "SELECT OrderId FROM ISVOrder TIMESPAN LAST_1_YEAR"
        #expect(try service { _ in }.rows(text).isRefusal(400, "Invalid report parameters", .cmp))
        #expect(try service { $0.allowsAnyTimespan = true }.rows(text).value.count == 100)
    }

    @Test("`typographic-quotes`: as the pages print them (U33)")
    func typographicQuotes() throws {
        let text = "SELECT OrderId FROM ISVOrder WHERE OrderStatus = ‘Active’"
        #expect(try service { _ in }.rows(text).status == 400)
        #expect(try service { $0.acceptsTypographicQuotes = true }.rows(text).value.count == 100)
    }

    @Test("`start-lead-time-hours`: any number of hours, and the text follows (C19)", arguments: [0, 1, 12])
    func startLeadTime(hours: Int) throws {
        let service = try service { $0.startLeadHours = hours }
        let query = try service.makeQuery()
        let earliest = service.simulator.now.adding(hours: hours)
        _ = try service.makeReport(queryID: query, ["StartTime": "\"\(earliest)\""])
        let body = service.reportBody(queryID: query, ["StartTime": "\"\(earliest.adding(seconds: -1))\""])
        let words = Self.creation + "Start time of report should at least be \(hours) hours from current UTC time"
        #expect(try service.post("ScheduledReport", body).isRefusal(400, words, .cmp))
    }

    @Test("`date-format`: strict refuses the blank form (C18)")
    func strictDates() throws {
        let service = try service { $0.dateFormat = .strict }
        let query = try service.makeQuery()
        _ = try service.makeReport(queryID: query, ["StartTime": #""2021-01-07T19:00:00Z""#])
        let body = service.reportBody(queryID: query, ["StartTime": #""2021-01-07 19:00:00Z""#])
        let words = Self.creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ"
        #expect(try service.post("ScheduledReport", body).isRefusal(400, words, .cmp))
    }

    @Test(
        "`date-format`: the older response is 500 with a correlation identifier (C18, U44)",
        arguments: PartnerProgram.allCases)
    func internalError(program: PartnerProgram) throws {
        let service = try service(program) { $0.dateFormat = .strictInternalError }
        let query = try service.makeQuery()
        var seen: Set<String> = []
        let responses = [
            try service.post(
                "ScheduledReport", service.reportBody(queryID: query, ["StartTime": #""2021-01-07 19:00:00Z""#])),
            try service.post(
                "ScheduledReport",
                service.reportBody(queryID: query, ["ExecuteNow": "true", "QueryStartTime": #""soon""#])),
            try service.get("ScheduledQueries/testQueryResult?startTime=soon&queryId=\(query)"),
        ]
        for response in responses {
            let words = try #require(response.message)
            let prefix = "Internal error encountered while creating report. Correlation ID <"
            #expect(words.hasPrefix(prefix) && words.hasSuffix(">"))
            let id = String(words.dropFirst(prefix.count).dropLast())
            #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
            #expect(seen.insert(id).inserted)
            #expect(response.isRefusal(500, words, program))
        }
        #expect(try service.get("ScheduledReport").value.isEmpty)
    }

    @Test("`callback-scheme`: https only (C29)")
    func callbackScheme() throws {
        let service = try service { $0.callbackScheme = .https }
        let query = try service.makeQuery()
        _ = try service.makeReport(queryID: query, ["CallbackUrl": #""HTTPS://localhost/""#])
        let body = service.reportBody(queryID: query, ["CallbackUrl": #""http://localhost/""#])
        #expect(try service.post("ScheduledReport", body).isRefusal(400, "Invalid report parameters", .cmp))
    }

    @Test("Quotas can be disabled (section 8)")
    func quotasOff() throws {
        let service = try service {
            $0.queryQuota = nil
            $0.activeReportQuota = nil
            $0.executeNowQuota = nil
        }
        for _ in 0..<101 { _ = try service.makeQuery() }
        let query = try service.makeQuery()
        for _ in 0..<51 { _ = try service.makeReport(queryID: query) }
        for _ in 0..<6 { _ = try service.makeReport(queryID: query, ["ExecuteNow": "true"]) }
        #expect(try service.get("ScheduledReport").value.count == 57)
    }

    @Test("The edition of 2023 prints cmp query times with Z and still serves the documented calls")
    func edition2023() throws {
        let service = try ServiceHarness(settings: Settings(edition: .year2023))
        let id = try service.makeQuery()
        let record = try #require(try service.get("ScheduledQueries?queryId=\(id)").value.first)
        #expect(record["createdTime"] == .string("2021-01-06T05:38:34Z"))
        #expect(try service.rows(ServiceHarness.ordersQuery).value.count == 100)
        #expect(try service.get("ScheduledDataset").value.count == 8)
    }

    // MARK: Paging (U41)

    @Test(
        "Pages have the configured size and their number, and lead through the whole list",
        arguments: PartnerProgram.allCases)
    func pages(program: PartnerProgram) throws {
        let service = try service(program) { $0.pageSize = 3 }
        let whole = try ServiceHarness(program)
        for _ in 0..<2 {
            _ = try service.makeQuery()
            _ = try whole.makeQuery()
        }
        for route in ["ScheduledDataset", "ScheduledQueries"] {
            var records: [JSONValue] = []
            var next: String? = "/insights/v1/\(program)/\(route)"
            while let target = next {
                let response = try service.send(.get, target)
                #expect(response.status == 200)
                #expect(response.value.count <= 3)
                #expect(response.json["totalCount"] == .integer(response.value.count))
                #expect(response.json.keys.prefix(2) == ["value", "nextLink"])
                records += response.value
                next = response.json["nextLink"]?.string
                if let next { #expect(next.hasPrefix("http://localhost/insights/v1/\(program)/Scheduled")) }
            }
            #expect(records == (try whole.get(route)).value)
        }
    }

    @Test("A page keeps the other parameters of the call, correctly encoded")
    func pageParameters() throws {
        let service = try service { $0.pageSize = 2 }
        let text = "SELECT OrderId FROM ISVOrder WHERE OfferName != 'a+b & c=d' LIMIT 5"
        let whole = try ServiceHarness().rows(text).value
        var records: [JSONValue] = []
        var next: String? =
            "https://api.partnercenter.microsoft.com//insights/v1/CMP/ScheduledQueries/testQueryResult?exportQuery="
            + PercentEncoding.encode(text)
        while let target = next {
            let response = try service.send(.get, target)
            try #require(response.status == 200)
            records += response.value
            next = response.json["nextLink"]?.string
        }
        #expect(whole.count == 5)
        #expect(records == whole)
    }

    @Test("An invalid continuation", arguments: ["x", "-1", "0", "100", "99999999999999999999"])
    func badContinuation(text: String) throws {
        let service = try service { $0.pageSize = 2 }
        let response = try service.get("ScheduledDataset?continuation=\(text)")
        #expect(response.isRefusal(400, "Requested value '\(text)' not found", .cmp))
    }
}
