import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

/// The isolation of callers, and the effect of a seed (U46).
struct IsolationTests {
    /// Everything a caller has: a query, a report, a finished run.
    private struct Owned {
        let query: String
        let report: String
        let link: String

        init(_ service: ServiceHarness) throws {
            query = try service.makeQuery()
            report = try service.makeReport(queryID: query, ["ExecuteNow": "true"])
            link = try service.link(report)
        }
    }

    /// Expects that a caller can neither see nor touch what another one has.
    private func expectHidden(_ owned: Owned, from caller: ServiceHarness) throws {
        let program = caller.program
        let none = "No item found with given filters."
        #expect(try caller.get("ScheduledQueries?includeSystemQueries=false").value.isEmpty)
        #expect(try caller.get("ScheduledReport").value.isEmpty)
        for route in [
            "ScheduledQueries?queryId=\(owned.query)", "ScheduledReport?reportId=\(owned.report)",
            "ScheduledReport?queryId=\(owned.query)", "ScheduledReport/execution/\(owned.report)",
            "ScheduledQueries/testQueryResult?queryId=\(owned.query)",
        ] {
            #expect(try caller.get(route).isRefusal(404, none, program), "\(route)")
        }
        #expect(try caller.delete("ScheduledQueries/\(owned.query)").isRefusal(404, none, program))
        #expect(try caller.delete("ScheduledReport/\(owned.report)").isRefusal(404, none, program))
        #expect(try caller.put("ScheduledReport/pause/\(owned.report)").isRefusal(404, none, program))
        #expect(try caller.put("ScheduledReport/resume/\(owned.report)").isRefusal(404, none, program))
        let body = caller.reportBody(queryID: owned.query)
        #expect(try caller.put("ScheduledReport/\(owned.report)", body).isRefusal(404, none, program))
        #expect(try caller.post("ScheduledReport", body).isRefusal(400, "Invalid QueryId", program))
    }

    @Test("Two simulators of different seeds share nothing", arguments: PartnerProgram.allCases)
    func simulators(program: PartnerProgram) throws {
        let owned = try Owned(try ServiceHarness(program))
        let other = try ServiceHarness(program, seed: 8)
        try expectHidden(owned, from: other)
        #expect(other.fetch(owned.link).status == 403)
    }

    @Test("Two tenants of one simulator do not see each other", arguments: PartnerProgram.allCases)
    func tenants(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let owned = try Owned(service)
        let credentials = program == .cmp ? Callers.neighbour : Callers.neighbourUser
        try expectHidden(owned, from: ServiceHarness(service, program, credentials: credentials))
        #expect(service.fetch(owned.link).status == 200)
        #expect(
            service.fetch(owned.link.replacing(service.credentials.tenantID, with: credentials.tenantID)).status == 403)
    }

    @Test("Two users of one tenant do not see each other")
    func users() throws {
        var settings = Settings()
        settings.reportViewer = .redacted
        let service = try ServiceHarness(.mpn, settings: settings)
        let owned = try Owned(service)
        let other = ServiceHarness(service, .mpn, credentials: Callers.reportViewer)
        #expect(try other.get("ScheduledReport").json["dataRedacted"] == .bool(true))
        #expect(try other.get("ScheduledReport").value.isEmpty)
        #expect(try other.get("ScheduledReport/execution/\(owned.report)").status == 404)
        #expect(try other.delete("ScheduledQueries/\(owned.query)").status == 404)
    }

    @Test("The two programs of one tenant do not see each other's records")
    func programs() throws {
        let service = try ServiceHarness(.cmp)
        let owned = try Owned(service)
        try expectHidden(owned, from: service.other(.mpn))
    }

    @Test("Quotas count for each user separately")
    func quotas() throws {
        var settings = Settings()
        settings.queryQuota = 1
        settings.activeReportQuota = 1
        settings.executeNowQuota = 1
        let service = try ServiceHarness(settings: settings)
        for caller in [
            service, service.other(.mpn), ServiceHarness(service, .cmp, credentials: Callers.neighbour),
            ServiceHarness(service, .mpn, credentials: Callers.neighbourUser),
        ] {
            let owned = try Owned(caller)
            _ = try caller.makeReport(queryID: owned.query)
            #expect(try caller.post("ScheduledReport", caller.reportBody(queryID: owned.query)).status == 400)
        }
    }

    @Test("A Report viewer's data has no revenue, in test queries and in files")
    func redaction() throws {
        var settings = Settings()
        settings.reportViewer = .redacted
        let service = try ServiceHarness(.mpn, settings: settings)
        let text = "SELECT CustomerName, BilledRevenueUSD FROM CustomersAndTenants LIMIT 20"
        for (caller, isRedacted) in [
            (service, false), (ServiceHarness(service, .mpn, credentials: Callers.reportViewer), true),
        ] {
            let response = try caller.rows(text)
            #expect(response.json["dataRedacted"] == .bool(isRedacted))
            #expect(response.value.allSatisfy { $0["BilledRevenueUSD"]?.isNull == isRedacted })
            let query = try caller.makeQuery(text)
            let report = try caller.makeReport(queryID: query, ["ExecuteNow": "true"])
            let rows = try caller.file(try caller.link(report)).split(separator: "\r\n").dropFirst()
            #expect(rows.count == 20)
            #expect(rows.allSatisfy { $0.hasSuffix(",") == isRedacted })
        }
    }

    // MARK: Seeds

    /// Walks through the service, and returns every response with its headers.
    private func walk(seed: UInt64, _ program: PartnerProgram) throws -> [String] {
        let service = try ServiceHarness(program, seed: seed)
        var responses: [ServiceResponse] = [service.grant(service.credentials)]
        func call(_ method: HTTPMethod, _ route: String, _ body: String? = nil) throws -> JSONValue? {
            let response = try service.call(method, route, body)
            responses.append(response)
            return response.value.first
        }
        _ = try call(.get, "ScheduledDataset")
        let query = try call(.post, "ScheduledQueries", #"{"Name":"q","Query":"\#(service.anyQuery)"}"#)
        let queryID = try #require(query?["queryId"]?.string)
        let report = try call(.post, "ScheduledReport", service.reportBody(queryID: queryID))
        let reportID = try #require(report?["reportId"]?.string)
        _ = try call(.get, "ScheduledReport/execution/\(reportID)")
        _ = try call(.get, "Nonsense")
        service.wait(hours: 200)
        let run = try call(.get, "ScheduledReport/execution/\(reportID)")
        responses.append(ServiceResponse(service.fetch(try #require(run?["reportAccessSecureLink"]?.string))))
        _ = try call(.delete, "ScheduledReport/\(reportID)")
        return responses.map { response in
            let fields = response.fields.all.map { "\($0.name): \($0.value)" }
            return (["\(response.status)"] + fields + ["\(response.bytes)"]).joined(separator: "\n")
        }
    }

    @Test(
        "The same seed and calls give the same bytes, another seed other identifiers",
        arguments: PartnerProgram.allCases)
    func seeds(program: PartnerProgram) throws {
        let first = try walk(seed: 7, program)
        #expect(try walk(seed: 7, program) == first)
        let other = try walk(seed: 8, program)
        for (one, two) in zip(first, other) { #expect(one != two) }
    }

    @Test("Reset restores the state and the identifiers of the start", arguments: PartnerProgram.allCases)
    func reset(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        let owned = try Owned(service)
        service.wait(hours: 1)
        service.simulator.reset()
        #expect(service.simulator.now == ServiceHarness.start)
        #expect(try service.get("ScheduledReport").value.isEmpty)
        #expect(try Owned(service).report == owned.report)
    }
}
