import InsightsAPI
import InsightsFaults
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Copies of a tenant")
struct SandboxCopyTests {
    /// What a client of one program sees of its queries, reports, executions and files.
    private struct Seen: Equatable {
        var queries: [String] = []
        var reports: [String] = []
        var executions: [String] = []
        var files: [[UInt8]] = []
    }

    private static func look(_ sandbox: Sandbox, _ program: PartnerProgram) async throws -> Seen {
        let client = sandbox.client(for: program)
        var seen = Seen()
        seen.queries = try await client.queries(includeSystemQueries: false).map { "\($0.queryID) \($0.name)" }
        for report in try await client.reports() {
            seen.reports.append("\(report.reportID) \(report.reportName) \(report.reportStatus)")
            let executions = try await client.executions(
                reportID: report.reportID, statuses: [.completed, .pending, .paused], latestOnly: false)
            seen.executions += executions.map { "\($0.executionID) \($0.executionStatus)" }
            for execution in executions {
                guard let link = execution.reportAccessSecureLink else { continue }
                #expect(link.contains(sandbox.tenantID))
                seen.files.append(try await client.download(link))
            }
        }
        return seen
    }

    /// Returns a harness whose sandbox has reports of both programs, one of them paused, and a clock ten days later.
    private static func used() async throws -> SandboxHarness {
        let harness = try SandboxHarness(SandboxSpecification(settings: ["test-rows": "9"]))
        for program in PartnerProgram.allCases {
            let client = harness.sandbox.client(for: program)
            let text = program == .cmp ? "SELECT OrderId FROM ISVOrder" : "SELECT Month FROM DynamicsUsage"
            let query = try await client.createQuery(CreateQueryRequest(name: "of \(program)", query: text))
            for name in ["runs", "pauses"] {
                let report = try await client.createReport(
                    ReportRequest(
                        reportName: name, queryID: query.queryID, startTime: "2021-01-07T00:00:00Z",
                        recurrenceInterval: 48))
                if name == "pauses" { _ = try await client.pauseReport(id: report.reportID) }
            }
        }
        harness.sandbox.advance(by: ISODuration(days: 10))
        return harness
    }

    @Test("A copy has the clock, queries, reports, executions and files of its model; then each has its own history")
    func state() async throws {
        let harness = try await Self.used()
        let (model, copy) = (harness.sandbox, try harness.sandbox.copy())
        #expect(copy.name == model.name + " (copy)")
        #expect(copy.now == model.now)
        #expect(copy.tenantID != model.tenantID)
        #expect(copy.information.clientID != model.information.clientID)
        #expect(copy.journal.requestCount == 0)
        for program in PartnerProgram.allCases {
            let seen = try await Self.look(copy, program)
            #expect(seen == (try await Self.look(model, program)))
            #expect(seen.queries.count == 1 && seen.reports.count == 2 && !seen.files.isEmpty)
        }
        copy.advance(by: ISODuration(days: 10))
        let before = try await Self.look(model, .cmp)
        let after = try await Self.look(copy, .cmp)
        #expect(after.files.count > before.files.count)
        #expect(Array(after.executions.prefix(5)) != [] && after.queries == before.queries)
        model.reset()
        #expect(try await Self.look(model, .cmp).queries.isEmpty)
        copy.reset()
        #expect(try await Self.look(copy, .cmp) == before)
    }

    @Test("Records of a copy name its own accounts, and no one of the model's sees them")
    func accounts() async throws {
        let harness = try await Self.used()
        let copy = try harness.sandbox.copy(name: "second")
        #expect(copy.name == "second")
        func users(_ sandbox: Sandbox) async throws -> Set<String> {
            var users: Set<String> = []
            for program in PartnerProgram.allCases {
                for report in try await sandbox.client(for: program).reports() { users.insert(report.user) }
            }
            return users
        }
        let (former, own) = (try await users(harness.sandbox), try await users(copy))
        #expect(former.count == 2 && own.count == 2 && former.isDisjoint(with: own))
    }

    @Test("Faults are copied with their progress")
    func faults() async throws {
        let harness = try SandboxHarness()
        try harness.sandbox.setFaults([FaultRule(.status(500), route: .datasets, limit: 2)])
        for _ in 0..<2 {
            let (model, copy) = (harness.sandbox, try harness.sandbox.copy())
            #expect(copy.faults.firedCounts == model.faults.firedCounts)
            _ = try? await model.client(for: .cmp).datasets()
            #expect(copy.faults.firedCounts == [model.faults.firedCounts[0] - 1])
        }
    }

    @Test("A copy may have other settings, which rule what comes after; the others stay")
    func settings() async throws {
        let harness = try await Self.used()
        let (_, made) = try harness.admin(
            "sandboxes/\(harness.sandbox.tenantID)", .post,
            #"{"name":"other","settings":{"run-duration-seconds":"7200","quota-active-reports":"1"}}"#)
        #expect(made["name"]?.string == "other")
        #expect(made["settings"]?["test-rows"]?.string == "9")
        #expect(made["settings"]?["quota-active-reports"]?.string == "1")
        let copy = try #require(harness.simulator.sandbox(made["tenantId"]?.string))
        let client = copy.client(for: .cmp)
        let query = try #require(try await client.queries(includeSystemQueries: false).first)
        await #expect(throws: ClientError.self, "the quota counts the copied report") {
            _ = try await client.createReport(
                ReportRequest(
                    reportName: "more", queryID: query.queryID, startTime: "2021-01-20T00:00:00Z",
                    recurrenceInterval: 24))
        }
        #expect(try await Self.look(copy, .mpn) == (try await Self.look(harness.sandbox, .mpn)))
    }

    @Test("A tenant of the tenants file is copied too, and a copy is copied")
    func others() async throws {
        let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: 3)
        _ = try await simulator.client(for: .cmp).createQuery(
            CreateQueryRequest(name: "kept", query: "SELECT OrderId FROM ISVOrder"))
        let second = try simulator.defaultSandbox.copy().copy()
        #expect(second.name == "Harborlight Software (copy) (copy)")
        #expect(try await second.client(for: .cmp).queries(includeSystemQueries: false).map(\.name) == ["kept"])
        #expect(second.delete())
        #expect(try await simulator.client(for: .cmp).queries(includeSystemQueries: false).count == 1)
    }

    @Test("What a copy does not take is refused, and nothing is made")
    func refusals() throws {
        let harness = try SandboxHarness()
        let path = "sandboxes/\(harness.sandbox.tenantID)"
        for (body, text) in [
            (#"{"clock":"2021-01-06T05:38:34Z"}"#, "clock: found an unknown key; expected name, settings"),
            (#"{"settings":{"nothing":"1"}}"#, "settings.nothing: unknown setting"),
            (#"{"settings":{"test-rows":"0"}}"#, "settings.test-rows: found '0'; expected 1 to 10000"),
            (#"{"settings":{"sandbox-limit":"5"}}"#, "settings.sandbox-limit: sandbox-limit applies"),
            ("[]", "found an array"),
        ] {
            let (status, answer) = try harness.admin(path, .post, body)
            #expect(status == 400)
            #expect(answer["error"]?.string?.contains(text) == true, "\(answer)")
        }
        #expect(try harness.admin("sandboxes/none", .post, "").0 == 404)
        #expect(harness.simulator.madeSandboxes.count == 1)
        let full = try SandboxHarness { $0.sandboxLimit = 2 }
        _ = try full.sandbox.copy()
        #expect(throws: InputError.self) { try full.sandbox.copy() }
    }

    @Test("A recording of a copy says what it lacks")
    func recording() async throws {
        let harness = try await Self.used()
        let copy = try harness.sandbox.copy()
        _ = try await copy.client(for: .cmp).reports()
        #expect(copy.caseFile().missing.first?.hasPrefix("the sandbox began as a copy of '") == true)
        #expect(harness.sandbox.caseFile().missing.isEmpty)
    }

    @Test("A copy has a refresh token that works at its time")
    func refreshToken() throws {
        let harness = try SandboxHarness()
        harness.sandbox.advance(by: ISODuration(days: 400))
        let information = try harness.sandbox.copy().information
        let response = harness.simulator.respond(
            to: HTTPRequest(
                .post, "/\(information.tenantID)/oauth2/token",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(
                    ("grant_type=refresh_token&client_id=\(information.clientID)"
                        + "&client_secret=\(information.clientSecret)&refresh_token=\(information.refreshToken)").utf8))
        )
        #expect(response.status == 200)
    }
}
