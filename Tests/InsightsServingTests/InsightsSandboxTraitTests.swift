import InsightsSwiftTesting
import Testing

@Suite("A sandbox for each test", .insightsSandbox(at: "2021-01-06T05:38:34Z", settings: ["page-size": "1"]))
struct InsightsSandboxTraitTests {
    @Test("Each case of a test has its own sandbox, with clock and settings", arguments: [1, 2, 3])
    func cases(_ seconds: Int) async throws {
        let sandbox = try Sandbox.current
        #expect(sandbox.now == Timestamp("2021-01-06T05:38:34Z"))
        #expect(sandbox.advance(by: .seconds(seconds)))
        let client = sandbox.client(for: .cmp)
        _ = try await client.createQuery(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))
        let tenant = try Sandbox.current.tenantID
        #expect(tenant == sandbox.tenantID)
        #expect(try await client.queries().filter { $0.name == "q" }.count <= 1)
    }

    @Test("The trait of a test replaces that of its suite", .insightsSandbox)
    func ownClock() throws {
        #expect(try Sandbox.current.now > Timestamp("2021-01-06T05:38:34Z")!)
    }

    @Test("Outside such a test there is none, and the message says what to do")
    func none() async throws {
        await Task.detached {
            let error = #expect(throws: MissingSandbox.self) { try Sandbox.current }
            #expect(error?.description.contains("add it to the test or suite") == true)
        }.value
    }
}
