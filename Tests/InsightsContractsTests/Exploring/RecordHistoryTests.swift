import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsTesting
import Synchronization
import Testing

/// Whether calls of several clients on one record have an order.
struct RecordHistoryTests {
    private typealias Call = RecordHistory.Call
    private typealias State = RecordHistory.State

    /// A history of calls: client, begin, end, operation, response.
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isLinearizable: Bool
        let calls: [(Int, Int, Int, RecordHistory.Operation, RecordHistory.State)]
    }

    private static let first = State.present(name: "A", status: "Active")
    private static let renamed = State.present(name: "B", status: "Active")
    private static let paused = State.present(name: "A", status: "Paused")

    static let examples = [
        Example(testDescription: "no call", isLinearizable: true, calls: []),
        Example(testDescription: "a read of the start", isLinearizable: true, calls: [(1, 1, 2, .read, first)]),
        Example(testDescription: "a read of what never was", isLinearizable: false, calls: [(1, 1, 2, .read, renamed)]),
        Example(
            testDescription: "a read during a write sees either", isLinearizable: true,
            calls: [(1, 1, 6, .rename("B"), renamed), (2, 2, 3, .read, first), (2, 4, 5, .read, renamed)]),
        Example(
            testDescription: "a read during a write sees the new, a later one the old", isLinearizable: false,
            calls: [(1, 1, 6, .rename("B"), renamed), (2, 2, 3, .read, renamed), (2, 4, 5, .read, first)]),
        Example(
            testDescription: "a read after a write sees the old", isLinearizable: false,
            calls: [(1, 1, 2, .rename("B"), renamed), (2, 3, 4, .read, first)]),
        Example(
            testDescription: "a lost write", isLinearizable: false,
            calls: [
                (1, 1, 4, .rename("B"), renamed), (2, 2, 3, .pause, paused), (1, 5, 6, .read, renamed),
            ]),
        Example(
            testDescription: "both of two writes at a time", isLinearizable: true,
            calls: [
                (1, 1, 4, .rename("B"), renamed), (2, 2, 3, .pause, .present(name: "B", status: "Paused")),
                (1, 5, 6, .read, .present(name: "B", status: "Paused")),
            ]),
        Example(
            testDescription: "two deletions that both find the record", isLinearizable: false,
            calls: [(1, 1, 3, .delete, first), (2, 2, 4, .delete, first)]),
        Example(
            testDescription: "two deletions of which one finds the record", isLinearizable: true,
            calls: [(1, 1, 3, .delete, .missing), (2, 2, 4, .delete, first)]),
        Example(
            testDescription: "a record that comes back", isLinearizable: false,
            calls: [(1, 1, 2, .delete, first), (2, 3, 4, .read, first)]),
        Example(
            testDescription: "an unexpected response", isLinearizable: false,
            calls: [(1, 1, 2, .read, .unexpected("status 500"))]),
    ]

    @Test("A history has an order, or none", arguments: examples)
    func order(example: Example) {
        let history = history(example.calls)
        #expect(history.isLinearizable == example.isLinearizable)
        #expect((history.shortestContradiction == nil) == example.isLinearizable)
    }

    @Test("A contradiction is shown without the reads that have no part in it")
    func shortest() throws {
        let reads = (0..<10).map { (1, 10 + 2 * $0, 11 + 2 * $0, RecordHistory.Operation.read, Self.first) }
        let wrong = history([(1, 1, 2, .rename("B"), Self.renamed)] + reads)
        #expect(try #require(wrong.shortestContradiction).calls.count == 2)
    }

    @Test("A hundred and twenty-eight calls at the same time are judged, one more is not")
    func limit() {
        let calls = (0..<128).map { (1, $0 + 1, 1000 + $0, RecordHistory.Operation.read, Self.first) }
        #expect(history(calls).isLinearizable)
        #expect(!history(calls + [(1, 999, 2000, .read, Self.first)]).isLinearizable)
    }

    private func history(_ calls: [(Int, Int, Int, RecordHistory.Operation, RecordHistory.State)]) -> RecordHistory {
        RecordHistory(
            name: "report", start: Self.first,
            calls: calls.map { Call(client: $0.0, began: $0.1, ended: $0.2, operation: $0.3, response: $0.4) })
    }

    @Test("Clients at the same time find an order at the simulator")
    func right() async throws {
        let explorer = Explorer(SimulatorTarget.inProcess(), seed: 3, steps: 1)
        let outcome = try await explorer.runConcurrently(walks: 6, clients: 4)
        #expect(outcome.disorder == nil, "\(outcome.disorder.map(String.init(describing:)) ?? "")")
        #expect(outcome.judged == 72)
    }

    @Test("A server that responds to reads from memory is found")
    func stale() async throws {
        let target = SimulatorTarget.inProcess(through: { StaleReads(next: $0) })
        let outcome = try await Explorer(target, seed: 3, steps: 1).runConcurrently(walks: 6, clients: 4)
        let disorder = try #require(outcome.disorder)
        #expect(disorder.description.contains("no order of these calls on the "), "\(disorder)")
    }

    /// A server that gives each read the response of the first one at that address.
    private final class StaleReads: HTTPHandler {
        private let next: any HTTPHandler
        private let kept = Mutex<[String: HTTPResponse]>([:])

        init(next: any HTTPHandler) { self.next = next }

        func handle(_ request: HTTPRequest) -> HTTPReply {
            guard request.method == .get, request.target.contains("Id=") else { return next.handle(request) }
            if let response = kept.withLock({ $0[request.target] }) { return .response(response) }
            let response = next.respond(to: request)
            kept.withLock { $0[request.target] = response }
            return .response(response)
        }
    }
}
