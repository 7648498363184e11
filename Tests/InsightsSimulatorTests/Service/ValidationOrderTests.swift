import InsightsAPI
import InsightsHTTP
import InsightsSimulator
import Testing

/// Of several faults the first in the documented order is named (insights-api section 4.6, U11).
struct ValidationOrderTests {
    /// One fault of a body: what is changed, and the words for it.
    struct Fault: Sendable {
        let key: String
        let value: String?
        let message: String
        var isForRunAtOnce = false

        init(_ key: String, _ value: String?, _ message: String, isForRunAtOnce: Bool = false) {
            self.key = key
            self.value = value
            self.message = message
            self.isForRunAtOnce = isForRunAtOnce
        }
    }

    /// Two faults of one body; the first comes first in the order.
    struct Pair: Sendable, CustomTestStringConvertible {
        let first: Fault
        let second: Fault

        var testDescription: String { "\(first.key) before \(second.key)" }
    }

    private static let creation = "Invalid report parameters for creation - "

    /// The faults of a scheduled report in the order they are checked.
    static let scheduled = [
        Fault("ReportName", nil, "Null or missing value"),
        Fault(
            "Description", "\"" + String(repeating: "d", count: 257) + "\"",
            creation
                + "Limit ReportName and Description length to 256 characters or less"),
        Fault("ReportName", #""a;b""#, creation + "Invalid character (;) in ReportName"),
        Fault("Format", #""pdf""#, creation + "Report format should be csv/tsv"),
        Fault("CallbackMethod", #""HEAD""#, creation + "CallbackMethod can only be GET or POST"),
        Fault("QueryId", #""none""#, "Invalid QueryId"),
        Fault("StartTime", #""soon""#, creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ"),
        Fault(
            "StartTime", #""2021-01-06T06:00:00Z""#,
            creation + "Start time of report should at least be 4 hours from current UTC time"),
        Fault("RecurrenceInterval", "1", "Recurrence Interval must be between 4 and 2160"),
        Fault("RecurrenceCount", "0", creation + "Recurrence count has to be a positive integer value"),
    ]

    /// The faults of a run at once in the order they are checked.
    static let immediate = [
        Fault("ReportName", nil, "Null or missing value"),
        Fault("QueryId", #""none""#, "Invalid QueryId"),
        Fault("QueryStartTime", #""soon""#, creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ"),
        Fault("QueryEndTime", #""soon""#, creation + "EndTime should follow format: yyyy-MM-ddTHH:mm:ssZ"),
        Fault("QueryStartTime", #""2022-01-01T00:00:00Z""#, creation + "EndTime should be greater than StartTime"),
    ]

    static func pairs(_ faults: [Fault]) -> [Pair] {
        faults.indices.flatMap { first in
            faults.indices.dropFirst(first + 1).compactMap { second in
                faults[first].key == faults[second].key ? nil : Pair(first: faults[first], second: faults[second])
            }
        }
    }

    private func body(_ service: ServiceHarness, _ faults: [Fault], _ other: ReportBody.Changes) throws -> String {
        var body = service.reportBody(queryID: try service.makeQuery(), other)
        for fault in faults {
            // The last copy of a key counts; a missing field is an explicit null.
            body = String(body.dropLast()) + #","\#(fault.key)":\#(fault.value ?? "null")}"#
        }
        return body
    }

    @Test("Of two faults of a scheduled report the first in the order is named", arguments: pairs(scheduled))
    func scheduledReport(pair: Pair) throws {
        let service = try ServiceHarness()
        for faults in [[pair.first, pair.second], [pair.second, pair.first]] {
            let response = try service.post("ScheduledReport", try body(service, faults, [:]))
            #expect(response.isRefusal(400, pair.first.message, .cmp), "\(response.text)")
        }
    }

    // An update ignores QueryId.
    @Test(
        "Of two faults of an update the first in the order is named",
        arguments: pairs(scheduled.filter { $0.key != "QueryId" }))
    func update(pair: Pair) throws {
        let service = try ServiceHarness()
        let id = try service.makeReport()
        let response = try service.put("ScheduledReport/\(id)", try body(service, [pair.first, pair.second], [:]))
        #expect(response.isRefusal(400, pair.first.message, .cmp), "\(response.text)")
    }

    @Test("Of two faults of a run at once the first in the order is named", arguments: pairs(immediate))
    func runAtOnce(pair: Pair) throws {
        let service = try ServiceHarness()
        let response = try service.post(
            "ScheduledReport", try body(service, [pair.first, pair.second], ["ExecuteNow": "true"]))
        #expect(response.isRefusal(400, pair.first.message, .cmp), "\(response.text)")
    }

    @Test("Broken JSON precedes all other faults of the body", arguments: PartnerProgram.allCases)
    func syntaxFirst(program: PartnerProgram) throws {
        let service = try ServiceHarness(program)
        for route in ["ScheduledReport", "ScheduledQueries"] {
            let response = try service.post(route, #"{"ReportName":null,"#)
            #expect(response.status == 400)
            #expect(response.message?.hasPrefix("Invalid request body: ") == true)
        }
    }

    @Test("Quotas are last, the one of runs at once before the one of active reports")
    func quotasLast() throws {
        var settings = Settings()
        settings.activeReportQuota = 1
        settings.executeNowQuota = 1
        // The one run at once stays active, for it takes a while.
        settings.runDuration = .seconds(60)
        let service = try ServiceHarness(settings: settings)
        let queryID = try service.makeQuery()
        _ = try service.makeReport(queryID: queryID, ["ExecuteNow": "true"])
        let active = "User has exceeded its report creation quota of 1 active reports"
        let immediate = "User has exceeded its ExecuteNow report creation quota of 1 reports/60 mins"
        func response(_ changes: ReportBody.Changes) throws -> ServiceResponse {
            try service.post("ScheduledReport", service.reportBody(queryID: queryID, changes))
        }
        #expect(try response([:]).isRefusal(400, active, .cmp))
        #expect(try response(["ExecuteNow": "true"]).isRefusal(400, immediate, .cmp))
        for fault in Self.scheduled {
            let text = try body(service, [fault], [:])
            #expect(try service.post("ScheduledReport", text).isRefusal(400, fault.message, .cmp))
        }
    }

    @Test("The token precedes the permission, the permission the route, the route the method")
    func callOrder() throws {
        let service = try ServiceHarness()
        let caller = ServiceHarness(service, .cmp, credentials: Callers.developer)
        let address = "/insights/v1/cmp/Nonsense"
        #expect(service.simulator.respond(to: HTTPRequest(.patch, address)).status == 401)
        #expect(try caller.send(.patch, address).status == 403)
        #expect(try service.send(.patch, address).status == 404)
        #expect(try service.call(.patch, "ScheduledReport").status == 405)
    }
}

extension HTTPMethod {
    static let patch = HTTPMethod("PATCH")
}
