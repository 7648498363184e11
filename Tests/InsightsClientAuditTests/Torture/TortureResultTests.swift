import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@testable import InsightsClientAudit

@Suite("Torture: a repeated write is checked without a proxy")
struct TortureResultTests {
    private static let trial = TortureTrial(
        route: .createQuery, number: 1, fault: .resetBeforeBody, bodyBytes: nil)
    private static let publicName = "api.partnercenter.microsoft.com"

    /// A client that stores a query, and sends it again if its response is lost.
    private struct Client {
        var host = publicName
        var isRepeated = true
        var ending = ClientRunResult.Ending.exited(0)
        /// Whether the client reaches the simulator at all.
        var makesCalls = true

        func run(faulty: Bool) throws -> ClientRunResult {
            let simulator = try Simulator(seed: 7)
            if faulty { try simulator.defaultSandbox.setFaults([trial.rule]) }
            let fields = HTTPFields([
                (name: "Host", value: host), (name: "Authorization", value: "Bearer \(token(of: simulator))"),
            ])
            for _ in 0..<(makesCalls ? faulty && isRepeated ? 2 : 1 : 0) {
                let body = #"{"Query":"SELECT OrderId from ISVOrder","Name":"Q"}"#
                _ = simulator.respond(
                    to: HTTPRequest(.post, "/insights/v1/cmp/ScheduledQueries", fields: fields, body: Array(body.utf8)))
            }
            return ClientRunResult(simulator, ending: ending)
        }

        private func token(of simulator: Simulator) -> String {
            let credentials = simulator.credentials(for: .cmp)
            let response = simulator.respond(
                to: HTTPRequest(
                    .post, "/\(credentials.tenantID)/oauth2/token",
                    fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                    body: Array(credentials.form.utf8)))
            let reply = (try? response.bodyBytes()).flatMap { try? JSONParser.parse($0) }
            return reply?["access_token"]?.string ?? ""
        }

        func verdict() throws -> TortureResult {
            TortureResult(trial, try run(faulty: true), first: try run(faulty: false), seconds: 1)
        }
    }

    private static let twice = "entries 2, 3: POST /insights/v1/cmp/ScheduledQueries made the same 2 times"

    @Test(
        "A run without a proxy is needed only for a write that was repeated by a public name",
        arguments: [(publicName, true, true), (publicName, false, false), ("127.0.0.1:8080", true, false)])
    func needed(_ host: String, _ isRepeated: Bool, _ isNeeded: Bool) throws {
        #expect(try Client(host: host, isRepeated: isRepeated).verdict().needsDirectRun == isNeeded)
    }

    @Test(
        "The run without a proxy decides, if it made the call",
        arguments: [
            (
                Client(isRepeated: false, ending: .exited(1)), [.failed],
                "\(twice); it made the call again; not so without a proxy: it ended with 1"
            ),
            (
                Client(isRepeated: false), [.recovered],
                "\(twice); it made the call again; not so without a proxy: it did not need the call"
            ),
            (
                Client(), [.duplicated, .recovered],
                "\(twice); it made the call again; the same without a proxy"
            ),
            (
                Client(ending: .exited(1), makesCalls: false), [.duplicated, .recovered],
                "\(twice); it made the call again; not checked without a proxy: "
                    + "the client, without a proxy, made no such call"
            ),
        ] as [(Client, [TortureResult.Outcome], String)])
    private func checked(_ direct: Client, _ outcomes: [TortureResult.Outcome], _ detail: String) throws {
        let first = try Client().run(faulty: false)
        let result = try Client().verdict().checked(
            against: try direct.run(faulty: true), first: first, seconds: 2)
        #expect(result.outcomes == outcomes)
        #expect(result.detail == detail)
        #expect(result.seconds == 3)
        #expect(!result.needsDirectRun)
    }
}
