import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsServer
import InsightsSimulator
import InsightsTime
import Testing

@Suite("Sandboxes")
struct SandboxTests {
    /// The observations of one sandbox's test.
    private struct Seen: Sendable {
        let name: String
        let queries: [String]
        let reports: [String]
        let ids: Set<String>
        let now: Timestamp
        let routes: [Operation]
    }

    /// Runs a test in its sandbox: stores a query and a report under a distinct name, and moves the clock.
    private static func use(
        _ sandbox: Sandbox, over transport: any HTTPTransport, number: Int
    ) async throws -> Seen {
        let client = InsightsClient(
            program: .cmp, transport: transport, credentials: sandbox.credentials(for: .cmp))
        let query = try await client.createQuery(
            CreateQueryRequest(name: "query \(number)", query: "SELECT OrderId FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(
                reportName: "report \(number)", queryID: query.queryID, startTime: "2021-01-07T00:00:00Z",
                recurrenceInterval: 24))
        sandbox.advance(by: ISODuration(seconds: number))
        let queries = try await client.queries(includeSystemQueries: false)
        let reports = try await client.reports()
        return Seen(
            name: sandbox.name, queries: queries.map(\.name), reports: reports.map(\.reportName),
            ids: [query.queryID, report.reportID], now: sandbox.now,
            routes: sandbox.journal.entries().map(\.route))
    }

    @Test("Of 200 concurrent sandboxes over sockets, none sees another")
    func parallel() async throws {
        let start = try #require(Timestamp("2021-01-06T05:38:34Z"))
        let simulator = try Simulator(clock: .manual(start), seed: 3)
        let server = HTTPServer(handler: simulator)
        let transport = SocketTransport(port: try server.start(), timeout: .seconds(300))
        defer { server.shutdown() }
        let count = 200
        let seen = try await withThrowingTaskGroup(of: (Int, Seen).self) { group in
            for number in 1...count {
                group.addTask {
                    let sandbox = try simulator.makeSandbox(SandboxSpecification(name: "test \(number)"))
                    return (number, try await Self.use(sandbox, over: transport, number: number))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let expected: [Operation] = [.token, .createQuery, .createReport, .listQueries, .listReports]
        for number in 1...count {
            let sandbox = try #require(seen[number])
            #expect(sandbox.name == "test \(number)")
            #expect(sandbox.queries == ["query \(number)"])
            #expect(sandbox.reports == ["report \(number)"])
            #expect(sandbox.now == start.adding(seconds: number))
            #expect(sandbox.routes == expected)
        }
        #expect(seen.values.reduce(into: Set<String>()) { $0.formUnion($1.ids) }.count == 2 * count)
        #expect(simulator.now == start)
        #expect(simulator.defaultSandbox.journal.requestCount == 0)
        #expect(Set(simulator.madeSandboxes.map(\.tenantID)).count == count)
    }

    @Test("A sandbox follows from the seed and its number, and its secrets are unique")
    func deterministic() throws {
        func made(_ seed: UInt64) throws -> [ConnectionInfo] {
            let simulator = try Simulator(clock: .manual(SandboxHarness.start), seed: seed)
            return try (0..<3).map { _ in try simulator.makeSandbox().information }
        }
        let first = try made(7)
        #expect(try made(7).map(\.clientSecret) == first.map(\.clientSecret))
        #expect(try made(7).map(\.tenantID) == first.map(\.tenantID))
        #expect(Set(try (first + made(8)).map(\.clientSecret)).count == 6)
        #expect(Set(try (first + made(8)).map(\.password)).count == 6)
        #expect(Set(try (first + made(8)).map(\.tenantID)).count == 6)
    }

    @Test("Both programs are open to a sandbox's application and user", arguments: PartnerProgram.allCases)
    func programs(_ program: PartnerProgram) async throws {
        let harness = try SandboxHarness()
        let client = harness.sandbox.client(for: program)
        let datasets = try await client.datasets()
        #expect(datasets.map(\.datasetName).contains(program == .cmp ? "ISVOrder" : "DynamicsUsage"))
    }

    @Test("A deleted sandbox's tokens, links and credentials are refused; the others remain valid")
    func deletion() throws {
        let harness = try SandboxHarness()
        let other = try harness.simulator.makeSandbox()
        let token = try harness.token()
        #expect(harness.call("ScheduledQueries", token: token).status == 200)
        #expect(harness.sandbox.delete())
        #expect(!harness.sandbox.delete())
        let refused = harness.call("ScheduledQueries", token: token)
        #expect(refused.status == 401)
        #expect(harness.grant().status == 400)
        #expect(harness.simulator.sandbox(harness.sandbox.tenantID) == nil)
        #expect(harness.simulator.madeSandboxes.map(\.tenantID) == [other.tenantID])
        #expect(!harness.simulator.defaultSandbox.delete())
    }

    @Test("A reset returns a sandbox to its start, with the same identifiers")
    func reset() async throws {
        let harness = try SandboxHarness()
        func id() async throws -> String {
            try await harness.sandbox.client(for: .cmp)
                .createQuery(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder")).queryID
        }
        let first = try await id()
        harness.sandbox.advance(by: ISODuration(days: 1))
        harness.sandbox.reset()
        #expect(harness.sandbox.now == SandboxHarness.start)
        #expect(harness.sandbox.journal.requestCount == 0)
        #expect(try await id() == first)
    }

    @Test("At most the number of the setting can exist")
    func limit() throws {
        let harness = try SandboxHarness { $0.sandboxLimit = 2 }
        let second = try harness.simulator.makeSandbox()
        let refused = try harness.admin("sandboxes", .post)
        #expect(refused.0 == 400)
        #expect(
            refused.1["error"]?.string
                == "sandboxes: found 2 sandboxes; expected fewer than 2; delete some, or raise the setting sandbox-limit"
        )
        #expect(second.delete())
        #expect(try harness.admin("sandboxes", .post).0 == 200)
    }

    @Test("Sandboxes of one seed have the same identifiers, and do not see one another")
    func seeds() async throws {
        let harness = try SandboxHarness(SandboxSpecification(seed: 5))
        let other = try harness.simulator.makeSandbox(SandboxSpecification(seed: 5))
        let request = CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder")
        let first = try await harness.sandbox.client(for: .cmp).createQuery(request)
        #expect(try await other.client(for: .cmp).queries(includeSystemQueries: false).isEmpty)
        #expect(try await other.client(for: .cmp).createQuery(request).queryID == first.queryID)
        #expect(other.tenantID != harness.sandbox.tenantID)
    }
}
