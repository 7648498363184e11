import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime
import TestSupport
import Testing

@testable import InsightsSimulator

/// What is kept to make responses faster, compared with responses that are made again.
@Suite("Kept responses")
struct KeptResponseTests {
    /// Settings that change the bytes of records or lists.
    private static let variants: [[(String, String)]] = [
        [],
        [("sample-only-fields", "on"), ("run-duration-seconds", "3600")],
        [("query-created-time-z", "on"), ("callback-method-pascal", "on"), ("execution-callback-url", "on")],
        [("report-location", "on"), ("link-expiry-hours", "5"), ("execution-default-status", "completed")],
        [("page-size", "2")],
        [("page-size", "3"), ("sample-only-fields", "on"), ("run-duration-seconds", "40000")],
        [("report-viewer", "redacted")],
        [("report-viewer", "redacted"), ("page-size", "1"), ("report-location", "on")],
    ]

    /// The number of walks with one program and variant; all together are more than a thousand.
    private static let walks = 63

    @Test(
        "A thousand walks of random writes, clock moves and reads: what is kept equals what is made again",
        arguments: PartnerProgram.allCases, variants.indices)
    func walk(program: PartnerProgram, variant: Int) throws {
        var settings = Settings()
        for (name, value) in Self.variants[variant] { try settings.set(name, to: value) }
        settings.tokenLifetime = .seconds(86400)
        settings.activeReportQuota = nil
        settings.executeNowQuota = nil
        let simulator = try Simulator(settings: settings, clock: .manual(ServiceHarness.start), seed: 7)
        for number in 0..<Self.walks {
            simulator.reset()
            var walk = KeptWalk(simulator, program, seed: UInt64(1000 * variant + number))
            for _ in 0..<8 { try walk.step() }
            #expect(walk.comparisons == 16)
        }
    }

    @Test("A list is kept, and each kind of change replaces it")
    func changes() throws {
        let service = try ServiceHarness()
        let runtime = service.simulator.directory.standard
        func body(_ route: String) throws -> String { try service.get(route).text }
        var known: Set<String> = []
        let query = try service.makeQuery(name: "one")
        let report = try service.makeReport(queryID: query)
        let routes = [
            "ScheduledQueries", "ScheduledReport", "ScheduledReport/execution/\(report)?executionStatus=Pending;Paused",
        ]
        for route in routes {
            #expect(try body(route) == body(route))
            known.insert(try body(route))
        }
        #expect(runtime.withState { state, _ in state.kept.count } == 3)
        _ = try service.makeQuery(name: "two")
        #expect(try !known.contains(body(routes[0])))
        _ = try service.put("ScheduledReport/pause/\(report)")
        #expect(try !known.contains(body(routes[1])))
        #expect(try !known.contains(body(routes[2])))
        _ = try service.put("ScheduledReport/resume/\(report)")
        #expect(try service.delete("ScheduledQueries/\(query)").status == 200)
        #expect(try !body(routes[0]).contains(query))
    }

    @Test("An execution that leaves the history leaves the kept list at that second")
    func history() throws {
        let service = try ServiceHarness()
        let report = try service.makeReport(["ExecuteNow": "true"])
        let route = "ScheduledReport/execution/\(report)"
        service.wait(hours: 90 * 24)
        #expect(try service.get(route).value.count == 1)
        #expect(try service.get(route).value.count == 1)
        service.wait(hours: 0, seconds: 1)
        #expect(try service.get(route).status == 404)
    }

    @Test("A reset brings the lists of the first state back")
    func reset() throws {
        let service = try ServiceHarness()
        let before = try service.get("ScheduledQueries").text
        for _ in 0..<3 {
            _ = try service.makeQuery()
            #expect(try service.get("ScheduledQueries").text != before)
            service.simulator.reset()
            #expect(try ServiceHarness(service.simulator, .cmp).get("ScheduledQueries").text == before)
        }
    }

    @Test("As many bodies and bytes as the limits are kept; one past them forgets the others")
    func limits() {
        let now = ServiceHarness.start
        func key(_ number: Int) -> KeptResponses.Key {
            KeptResponses.Key(
                account: AccountID(program: .cmp, user: "1"), isRedacted: false, target: ExactText("/\(number)"),
                base: ExactText(""))
        }
        func keep(_ size: Int, _ number: Int, _ kept: inout KeptResponses) {
            kept.keep([UInt8](repeating: 0, count: size), for: key(number), from: .catalogue, at: now, until: nil)
        }
        var kept = KeptResponses()
        for number in 0..<KeptResponses.countLimit { keep(1, number, &kept) }
        #expect(kept.count == KeptResponses.countLimit)
        keep(1, 0, &kept)
        #expect(kept.count <= KeptResponses.countLimit)
        for number in 0...KeptResponses.countLimit { keep(1, number, &kept) }
        #expect(kept.count < KeptResponses.countLimit)
        kept = KeptResponses()
        keep(KeptResponses.byteLimit - 1, 0, &kept)
        keep(1, 1, &kept)
        #expect(kept.count == 2)
        keep(1, 2, &kept)
        #expect(kept.count == 1)
        keep(KeptResponses.byteLimit + 1, 3, &kept)
        #expect(kept.body(for: key(3), from: .catalogue, at: now) == nil)
        #expect(kept.body(for: key(2), from: .catalogue, at: now) != nil)
        #expect(kept.body(for: key(2), from: .queries(version: 1), at: now) == nil)
        #expect(kept.body(for: key(2), from: .catalogue, at: now.adding(seconds: -1)) == nil)
        #expect(KeptResponses.keepsRows(length: 65_536))
        #expect(!KeptResponses.keepsRows(length: 65_537))
    }

    @Test("Rows are kept for one instant, until a query of the account changes")
    func rows() throws {
        let service = try ServiceHarness()
        let runtime = service.simulator.directory.standard
        func count() -> Int { runtime.withState { state, _ in state.kept.count } }
        let id = try service.makeQuery("SELECT OrderId, OrderPurchaseDate FROM ISVOrder TIMESPAN LAST_MONTH")
        let route = "ScheduledQueries/testQueryResult?queryId=\(id)"
        let first = try service.get(route).text
        #expect(count() == 1)
        #expect(try service.get(route).text == first)
        #expect(count() == 1)
        service.wait(hours: 24 * 70)
        #expect(try service.get(route).text != first)
        #expect(try service.delete("ScheduledQueries/\(id)").status == 200)
        #expect(try service.get(route).status == 404)
    }

    @Test("Texts that are canonically equivalent are different queries")
    func canonicalEquivalence() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        #expect(ExactText(composed) != ExactText(decomposed))
        #expect(ExactText(composed) == ExactText("caf\u{E9}"))
        let service = try ServiceHarness()
        for name in [composed, decomposed, composed] {
            let text = "SELECT OrderId FROM ISVOrder WHERE OfferName = '\(name)'"
            let id = try service.makeQuery(text)
            let stored = try #require(try service.get("ScheduledQueries?queryId=\(id)").value.first?["query"]?.string)
            #expect(Array(stored.utf8) == Array(text.utf8))
        }
    }

    @Test("As many texts as the limits are kept prepared; a longer text is not, and one more forgets the others")
    func preparedTexts() throws {
        let simulator = try Simulator(clock: .manual(ServiceHarness.start))
        let service = simulator.directory.standard.service
        let catalog = service.catalog(.cmp)
        let cache = PreparedQueryCache()
        func prepare(_ padding: Int) throws -> String {
            let text = "SELECT OrderId FROM ISVOrder" + String(repeating: " ", count: padding)
            return try cache.query(text, of: catalog, settings: service.settings).text
        }
        let base = "SELECT OrderId FROM ISVOrder".utf8.count
        _ = try prepare(PreparedQueryCache.textLimit - base + 1)
        #expect(cache.count == 0)
        for padding
            in (PreparedQueryCache.textLimit - base - PreparedQueryCache.countLimit + 1)...(PreparedQueryCache.textLimit
            - base)
        {
            #expect(try prepare(padding).utf8.count == base + padding)
        }
        #expect(cache.count == PreparedQueryCache.countLimit)
        _ = try prepare(0)
        #expect(cache.count == 1)
        #expect(throws: ServiceRefusal.self) {
            try cache.query("SELECT Nothing FROM ISVOrder", of: catalog, settings: service.settings)
        }
        #expect(cache.count == 1)
    }
}

/// One walk: random writes and clock moves, and after each some reads, twice each.
private struct KeptWalk {
    private let simulator: Simulator
    private let program: PartnerProgram
    private let callers: [ServiceHarness]
    private var dice: Dice
    private var queries: [String] = []
    private var reports: [String] = []
    private(set) var comparisons = 0

    init(_ simulator: Simulator, _ program: PartnerProgram, seed: UInt64) {
        self.simulator = simulator
        self.program = program
        let first = ServiceHarness(simulator, program)
        // Another user of the same tenant, whose account has nothing.
        callers =
            program == .cmp ? [first] : [first, ServiceHarness(first, program, credentials: Callers.reportViewer)]
        dice = Dice(state: seed)
    }

    mutating func step() throws {
        try write()
        for _ in 0..<2 { try compare() }
    }

    private mutating func pick(_ ids: [String]) -> String {
        let id = ids.isEmpty ? "00000000-0000-0000-0000-000000000000" : ids[dice.roll(ids.count)]
        return dice.roll(4) == 0 ? id.uppercased() : id
    }

    private func send(
        _ method: HTTPMethod, _ route: String, _ body: String = "", as caller: Int = 0, isSecure: Bool = false
    ) throws -> ServiceResponse {
        var request = HTTPRequest(
            method, "/insights/v1/\(program)/\(route)",
            fields: HTTPFields([
                ("Authorization", "Bearer \(try callers[caller].bearer())"), ("Host", "localhost"),
            ]), body: Array(body.utf8))
        request.isSecure = isSecure
        return ServiceResponse(simulator.respond(to: request))
    }

    private mutating func write() throws {
        let service = callers[0]
        switch dice.roll(10) {
        case 0, 1:
            let body = #"{"Query":"\#(service.anyQuery)","Name":"Q\#(dice.roll(3))"}"#
            let reply = try send(.post, "ScheduledQueries", body)
            queries.append(try #require(reply.value.first?["queryId"]?.string, "\(reply.text)"))
        case 2, 3:
            if queries.isEmpty { return }
            let now = dice.roll(3) == 0
            let start = simulator.now.adding(hours: 4 + dice.roll(40))
            let reply = try send(
                .post, "ScheduledReport",
                ReportBody.text(
                    queryID: queries[dice.roll(queries.count)], startTime: start.description, program: program,
                    [
                        "ExecuteNow": now ? "true" : "false", "RecurrenceInterval": "\(24 + dice.roll(100))",
                        "ReportName": "\"R\(dice.roll(3))\"", "Format": dice.roll(2) == 0 ? "\"tsv\"" : "null",
                        "CallbackUrl": dice.roll(3) == 0 ? "\"http://localhost/\"" : "null",
                    ]))
            if let id = reply.value.first?["reportId"]?.string { reports.append(id) }
        case 4:
            let start = simulator.now.adding(hours: 4 + dice.roll(40))
            _ = try send(
                .put, "ScheduledReport/\(pick(reports))",
                ReportBody.text(
                    queryID: "", startTime: start.description, program: program,
                    ["ReportName": "\"U\(dice.roll(3))\"", "RecurrenceInterval": "\(24 + dice.roll(50))"]))
        case 5: _ = try send(.put, "ScheduledReport/\(["pause", "resume"][dice.roll(2)])/\(pick(reports))")
        case 6:
            let id = pick(reports)
            if try send(.delete, "ScheduledReport/\(id)").status == 200 { reports.removeAll { $0 == id.lowercased() } }
        case 7:
            let id = pick(queries)
            if try send(.delete, "ScheduledQueries/\(id)").status == 200 { queries.removeAll { $0 == id.lowercased() } }
        default:
            let seconds = [60, 4000, 100_000, 3_000_000, 90 * 86400][dice.roll(5)] + dice.roll(10)
            try #require(simulator.advance(to: simulator.now.adding(seconds: seconds)))
        }
    }

    private mutating func route() -> String {
        let all = "getLatestExecution=false&executionStatus=Pending;Running;Paused;Completed"
        return switch dice.roll(17) {
        case 0: "ScheduledQueries"
        case 1: "ScheduledQueries?includeSystemQueries=false"
        case 2: "ScheduledQueries?queryId=\(pick(queries));\(pick(queries))"
        case 3: "ScheduledQueries?queryName=q\(dice.roll(3));Q1"
        case 4: "ScheduledQueries?includeOnlySystemQueries=true"
        case 5: "ScheduledReport"
        case 6: "ScheduledReport?reportId=\(pick(reports))"
        case 7: "ScheduledReport?reportName=R\(dice.roll(3));U1"
        case 8: "ScheduledReport?queryId=\(pick(queries))"
        case 9: "ScheduledReport/execution/\(pick(reports))"
        case 10: "ScheduledReport/execution/\(pick(reports))?\(all)"
        case 11: "ScheduledReport/execution/\(pick(reports));\(pick(reports))?\(all)"
        case 12: "ScheduledReport/execution/\(pick(reports))?continuation=1&\(all)"
        case 13, 14: "ScheduledQueries/testQueryResult?queryId=\(pick(queries))"
        case 15:
            "ScheduledQueries/testQueryResult?exportQuery="
                + PercentEncoding.encode("\(callers[0].anyQuery) LIMIT \(1 + dice.roll(3))")
        default: "ScheduledDataset?continuation=\(1 + dice.roll(3))"
        }
    }

    /// Compares a response, which may have been kept before former writes, with the response of a state that keeps
    /// nothing.
    private mutating func compare() throws {
        let (route, caller, isSecure) = (route(), dice.roll(callers.count), dice.roll(4) == 0)
        let found = try send(.get, route, as: caller, isSecure: isSecure)
        let again = try send(.get, route, as: caller, isSecure: isSecure)
        let runtime = simulator.directory.standard
        let state = runtime.withState { state, _ in
            let former = state
            state.kept = KeptResponses()
            state.service.forgetJSON()
            return former
        }
        let anew = try send(.get, route, as: caller, isSecure: isSecure)
        runtime.withState { current, _ in current = state }
        try #require(found.status == anew.status && again.status == anew.status, "\(route)")
        try #require(found.text == anew.text, "\(route)")
        try #require(again.text == anew.text, "\(route)")
        comparisons += 1
    }
}
