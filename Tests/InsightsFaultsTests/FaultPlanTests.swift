import InsightsAPI
import InsightsFaults
import InsightsJSON
import InsightsStore
import InsightsTime
import Testing

@Suite("Fault plans")
struct FaultPlanTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_609_911_514)

    private static func facts(
        _ route: Operation, _ program: PartnerProgram? = .cmp, at now: Timestamp = now
    ) -> FaultContext {
        FaultContext(route: route, program: program, now: now)
    }

    /// Returns which of `count` requests a rule selects, counted from 1.
    private static func taken(_ rule: FaultRule, of count: Int, seed: UInt64 = 0) throws -> [Int] {
        var plan = try FaultPlan([rule], seed: seed)
        return (1...count).filter { _ in plan.fault(for: facts(.listQueries)) != nil }
    }

    @Test("Counts select among the matching requests")
    func counts() throws {
        #expect(try Self.taken(FaultRule(.status(500)), of: 3) == [1, 2, 3])
        #expect(try Self.taken(FaultRule(.status(500), nth: 2), of: 5) == [2])
        #expect(try Self.taken(FaultRule(.status(500), every: 3), of: 9) == [3, 6, 9])
        #expect(try Self.taken(FaultRule(.status(500), limit: 2), of: 9) == [1, 2])
        #expect(try Self.taken(FaultRule(.status(500), nth: 4, every: 2), of: 9) == [4])
    }

    @Test("Probabilities follow from the seed")
    func chances() throws {
        let rule = FaultRule(.status(500), probability: 0.3)
        let first = try Self.taken(rule, of: 1000, seed: 7)
        #expect(try Self.taken(rule, of: 1000, seed: 7) == first)
        #expect(try Self.taken(rule, of: 1000, seed: 8) != first)
        #expect((250...350).contains(first.count))
        #expect(try Self.taken(FaultRule(.status(500), probability: 1), of: 20).count == 20)
    }

    @Test("A rule's draws do not depend on the rules before it")
    func independence() throws {
        let chance = FaultRule(.status(500), probability: 0.5)
        var alone = try FaultPlan([FaultRule(.status(503), route: .token), chance], seed: 1)
        var behind = try FaultPlan([FaultRule(.status(503), every: 2), chance], seed: 1)
        for number in 1...100 {
            let first = alone.fault(for: Self.facts(.listQueries))
            let second = behind.fault(for: Self.facts(.listQueries))
            if number.isMultiple(of: 2) { #expect(second?.index == 0) } else { #expect(second == first) }
        }
        #expect(behind.firedCounts[0] == 50)
        #expect(behind.restarted.firedCounts == [0, 0])
    }

    @Test("Route, program and time must all match")
    func matching() throws {
        let later = Self.now.adding(hours: 1)
        let rule = FaultRule(
            .status(500), route: .executions, program: .mpn, from: later, until: later.adding(hours: 1))
        var plan = try FaultPlan([rule])
        #expect(plan.fault(for: Self.facts(.executions, .mpn, at: later)) != nil)
        #expect(plan.fault(for: Self.facts(.executions, .mpn, at: later.adding(seconds: 3599))) != nil)
        #expect(plan.fault(for: Self.facts(.executions, .mpn, at: later.adding(seconds: 3600))) == nil)
        #expect(plan.fault(for: Self.facts(.executions, .mpn, at: later.adding(seconds: -1))) == nil)
        #expect(plan.fault(for: Self.facts(.executions, .cmp, at: later)) == nil)
        #expect(plan.fault(for: Self.facts(.token, nil, at: later)) == nil)
    }

    @Test("A refused token remains refused; a new one is accepted")
    func lastingToken() throws {
        var plan = try FaultPlan([
            FaultRule(.status(401), route: .createQuery, nth: 2, limit: 1, isSticky: true),
            FaultRule(.status(500), route: .datasets, nth: 1),
        ])
        func fires(_ route: Operation, _ token: String) -> Int? {
            plan.fault(
                for: FaultContext(route: route, program: .cmp, now: Self.now, token: token, link: "/x"))?.index
        }
        #expect(fires(.createQuery, "a") == nil)
        #expect(fires(.createQuery, "a") == 0)
        #expect(fires(.listQueries, "a") == 0)
        // The other rule counts what is held, as it counts everything.
        #expect(fires(.datasets, "a") == 0)
        #expect(fires(.datasets, "b") == nil)
        #expect(fires(.token, "a") == nil)
        #expect(fires(.createQuery, "b") == nil)
        #expect(fires(.createQuery, "a") == 0)
        #expect(plan.firedCounts == [1, 0])
        plan = plan.restarted
        #expect(fires(.listQueries, "a") == nil)
    }

    @Test("A throttled route must rest for the requested time, by one of two clocks")
    func lastingThrottle() throws {
        var plan = try FaultPlan([FaultRule(.throttled(retryAfter: 10), nth: 1, limit: 1, isSticky: true)])
        func isHeld(_ route: Operation = .listQueries, at seconds: Int, real: UInt64 = 0) -> Bool {
            plan.fault(
                for: FaultContext(
                    route: route, program: .cmp, now: Self.now.adding(seconds: seconds),
                    realNanoseconds: real * 1_000_000_000)) != nil
        }
        #expect(isHeld(at: 0))
        #expect(!isHeld(.datasets, at: 1))
        // Too early: ten seconds from then.
        #expect(isHeld(at: 9))
        #expect(isHeld(at: 18))
        #expect(!isHeld(at: 28))
        #expect(!isHeld(at: 28))
        plan = plan.restarted
        #expect(isHeld(at: 0, real: 5))
        #expect(isHeld(at: 0, real: 14))
        #expect(!isHeld(at: 0, real: 24))
    }

    @Test("A link remains expired until executions are listed")
    func lastingLink() throws {
        var plan = try FaultPlan([FaultRule(.status(403), route: .download, nth: 1, limit: 1, isSticky: true)])
        func isHeld(_ route: Operation, _ link: String) -> Bool {
            plan.fault(for: FaultContext(route: route, program: nil, now: Self.now, link: link)) != nil
        }
        #expect(isHeld(.download, "/a"))
        #expect(isHeld(.download, "/a"))
        #expect(!isHeld(.download, "/b"))
        #expect(!isHeld(.executions, "/e"))
        #expect(!isHeld(.download, "/a"))
    }

    @Test("What is kept of a lasting fault has no token and no link, and goes on matching both")
    func lastingSecrets() throws {
        var plan = try FaultPlan([
            FaultRule(.status(401), nth: 1, limit: 1, isSticky: true),
            FaultRule(.status(403), route: .download, nth: 1, limit: 1, isSticky: true),
        ])
        let call = FaultContext(route: .datasets, program: .cmp, now: Self.now, token: "first-token")
        let other = FaultContext(route: .datasets, program: .cmp, now: Self.now, token: "second-token")
        let download = FaultContext(route: .download, program: nil, now: Self.now, link: "/first-link")
        #expect(plan.fault(for: call) != nil)
        #expect(plan.fault(for: download) != nil)
        let saved = JSONWriter.encode(plan.savedState)
        let text = String(decoding: saved, as: UTF8.self)
        #expect(!text.contains("first-token"))
        #expect(!text.contains("first-link"))
        var restored = try FaultPlan(saved: RowReader(saved))
        #expect(restored.fault(for: call) != nil)
        #expect(restored.fault(for: other) == nil)
        #expect(restored.fault(for: download) != nil)
    }

    @Test(
        "Only faults that a client can end may be sticky",
        arguments: [
            FaultRule(.status(500), isSticky: true), FaultRule(.status(403), isSticky: true),
            FaultRule(.connectionReset(.beforeHead), isSticky: true),
        ])
    func lastingOthers(_ rule: FaultRule) throws {
        let error = #expect(throws: InputError.self) { try FaultPlan([rule]) }
        #expect(error?.place.field == "rules[0].lasts")
    }

    @Test("Latencies are within their bounds and follow from the seed")
    func latencies() throws {
        func drawn(_ latency: FaultLatency, _ seed: UInt64) throws -> [Int] {
            var plan = try FaultPlan([FaultRule(.latency(latency, isReal: false))], seed: seed)
            return (0..<1000).map { _ in plan.fault(for: Self.facts(.token, nil))?.milliseconds ?? -1 }
        }
        #expect(try drawn(.fixed(milliseconds: 5), 1).allSatisfy { $0 == 5 })
        let uniform = try drawn(.uniform(from: 10, to: 20), 1)
        #expect(Set(uniform) == Set(10...20))
        let exponential = try drawn(.exponential(mean: 100), 1)
        #expect(exponential.allSatisfy { (0...1000).contains($0) })
        #expect((80...120).contains(exponential.reduce(0, +) / 1000))
        #expect(try drawn(.exponential(mean: 100), 1) == exponential)
        #expect(try drawn(.exponential(mean: 100), 2) != exponential)
    }

    @Test("Runs are held by name and program, until the rule ends")
    func heldRuns() throws {
        let end = Self.now.adding(hours: 2)
        var plan = try FaultPlan([
            FaultRule(.heldExecution(reportName: "slow"), program: .cmp, until: end, limit: 1),
            FaultRule(.failedCallback(status: 503)),
        ])
        #expect(plan.holdsExecution(reportName: "quick", program: .cmp, at: Self.now) == nil)
        #expect(plan.holdsExecution(reportName: "slow", program: .mpn, at: Self.now) == nil)
        #expect(plan.holdsExecution(reportName: "slow", program: .cmp, at: Self.now)?.until == end)
        #expect(plan.holdsExecution(reportName: "slow", program: .cmp, at: Self.now) == nil)
        #expect(plan.failsCallback(program: .mpn, at: Self.now)?.fault == .failedCallback(status: 503))
        #expect(plan.fault(for: Self.facts(.executions)) == nil)
    }

    @Test("A plan reads back the same")
    func roundTrip() throws {
        let faults: [Fault] = [
            .status(503), .throttled(retryAfter: 9), .expiredToken, .latency(.fixed(milliseconds: 7), isReal: true),
            .latency(.uniform(from: 1, to: 2), isReal: false), .latency(.exponential(mean: 3), isReal: false),
            .connectionReset(.beforeHead), .connectionReset(.midBody(afterBytes: 4)),
            .connectionReset(.midBody(afterBytes: nil)), .connectionReset(.afterBody), .truncatedBody(afterBytes: 1),
            .corruptGzip, .shortGzip(afterBytes: nil), .shortGzip(afterBytes: 5), .slowDrip(bytesPerSecond: 8),
            .wrongContentLength(by: -2), .heldExecution(reportName: "r"),
            .failedCallback(status: nil), .throttled(retryAfter: 0, as: .date, body: .json),
            .throttled(retryAfter: 1, body: .text), .errorIn200(404), .htmlPage(status: 200), .redirect(status: 302),
            .unknownInstance, .tokenField("expires_in", .number("0")), .tokenField("expires_in", .string("0")),
            .tokenField("expires_in", .null), .tokenField("expires_in", nil), .tokenField("x", .array([])), .gzip,
            .chunked,
        ]
        var rules = faults.map { FaultRule($0) }
        rules.append(
            FaultRule(
                .status(500), name: "all", route: .createReport, program: .mpn, nth: 4, every: 2, probability: 0.25,
                from: Self.now, until: Self.now.adding(hours: 1), limit: 3))
        let plan = try FaultPlan(rules, seed: .max)
        let again = try FaultPlan(json: plan.json, seed: 0, now: nil)
        #expect(again.rules == rules)
        #expect(again.seed == .max)
    }

    @Test("A plan has at most 1000 rules")
    func limit() throws {
        let rules = [FaultRule](repeating: FaultRule(.corruptGzip), count: 1000)
        #expect(try FaultPlan(rules).rules.count == 1000)
        #expect(throws: InputError.self) { try FaultPlan(rules + rules.prefix(1)) }
    }

    /// The fields of rules and faults, each with the rest of a rule that needs it.
    static let fields: [(field: String, rule: String)] = [
        ("name", #""fault":{"kind":"reset"}"#), ("route", #""fault":{"kind":"reset"}"#),
        ("program", #""fault":{"kind":"reset"}"#), ("nth", #""fault":{"kind":"reset"}"#),
        ("every", #""fault":{"kind":"reset"}"#), ("probability", #""fault":{"kind":"reset"}"#),
        ("from", #""fault":{"kind":"reset"}"#), ("until", #""fault":{"kind":"reset"}"#),
        ("limit", #""fault":{"kind":"reset"}"#), ("lasts", #""fault":{"kind":"expired-token"}"#), ("fault", ""),
        ("fault.kind", ""), ("fault.status", #""kind":"status""#), ("fault.status", #""kind":"fail-callback""#),
        ("fault.retryAfter", #""kind":"throttle""#), ("fault.milliseconds", #""kind":"latency""#),
        ("fault.distribution", #""kind":"latency","milliseconds":1"#),
        ("fault.real", #""kind":"latency","milliseconds":1"#),
        ("fault.from", #""kind":"latency","distribution":"uniform","to":500"#),
        ("fault.to", #""kind":"latency","distribution":"uniform","from":5"#),
        ("fault.mean", #""kind":"latency","distribution":"exponential""#), ("fault.at", #""kind":"reset""#),
        ("fault.afterBytes", #""kind":"reset","at":"mid-body""#), ("fault.afterBytes", #""kind":"truncate""#),
        ("fault.bytesPerSecond", #""kind":"slow-drip""#), ("fault.by", #""kind":"wrong-content-length""#),
        ("fault.reportName", #""kind":"hold-execution""#), ("fault.status", #""kind":"error-in-200""#),
        ("fault.status", #""kind":"html-page""#), ("fault.status", #""kind":"redirect""#),
        ("fault.retryAfterAs", #""kind":"throttle""#), ("fault.body", #""kind":"throttle""#),
        ("fault.field", #""kind":"token-field","value":1"#),
        ("fault.missing", #""kind":"token-field","field":"expires_in""#),
    ]
    /// Values that are wrong in most fields.
    static let wrongValues = ["true", "0", "-1", "400", "1e99", "7.5", #""x""#, "[]", "[1]", "{}", #"{"a":1}"#]

    @Test("A refused plan names the field and its valid values", arguments: fields, wrongValues)
    func wrongField(_ example: (field: String, rule: String), _ value: String) throws {
        let name = example.field.split(separator: ".").last ?? ""
        let own = "\"\(name)\":\(value)"
        let members = [example.rule, own].filter { !$0.isEmpty }.joined(separator: ",")
        let rule = example.field.hasPrefix("fault.") ? "\"fault\":{\(members)}" : members
        let plan = #"{"rules":[{\#(rule)}]}"#
        let error: InputError
        do throws(InputError) {
            _ = try FaultPlan(parsing: Array(plan.utf8), seed: 0)
            return
        } catch let refusal {
            error = refusal
        }
        let place = example.field == "fault" && value.hasPrefix("{") ? "fault.kind" : example.field
        #expect(error.place.field == "rules[0].\(place)", "\(error)")
        #expect(!error.found.isEmpty && error.expected.count > 3, "\(error)")
    }

    @Test("Status 400, which no route supports, is refused with the supported ones")
    func statusWithoutRoute() throws {
        for route in Operation.allCases {
            let error = #expect(throws: InputError.self) { try FaultPlan([FaultRule(.status(400), route: route)]) }
            #expect(
                error?.description
                    == "rules[0].fault.status: found 400; expected one of 401, 403, 404, 429, 500, 502, 503, 504")
        }
    }
}
