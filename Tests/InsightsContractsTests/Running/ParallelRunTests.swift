import Glibc
import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsTesting
import InsightsTime
import Synchronization
import Testing

@Suite("Contracts in parallel")
struct ParallelRunTests {
    /// The responses of each case, in order, with everything that a report could show of them.
    private final class Transcript: Sendable {
        private let lines = Mutex<[String: [String]]>([:])

        var all: [String: [String]] { lines.withLock { $0 } }

        func observe(_ item: ContractCase, _ call: ContractCall, _ outcome: ContractResponse) {
            // The default tenant answers calls that name none, at the machine's time.
            let date = outcome.headers?["Date"].flatMap(HTTPDate.parse)
            let isOfMachine = date.map { abs($0.secondsSinceEpoch - time(nil)) < 86_400 } ?? false
            let fields = (outcome.headers?.all ?? []).map { "\($0.name): \($0.value)" }.joined(separator: ", ")
            let body = String(decoding: JSONWriter.encode(outcome.body), as: UTF8.self)
            let line = "\(call.operation) \(outcome.status)" + (isOfMachine ? "" : " \(fields) \(body)")
            lines.withLock { $0[item.id, default: []].append(line) }
        }
    }

    private func run(_ items: [ContractCase], concurrency: Int) async -> (report: [String], calls: [String: [String]]) {
        let transcript = Transcript()
        var order: [String] = []
        let runner = ContractRunner(
            SimulatorTarget.inProcess(concurrency: concurrency), observer: transcript.observe)
        let results = await runner.run(items) { order.append($0.item.id) }
        #expect(order == items.map(\.id))
        return (results.map { "\($0.item.id): \($0.verdict), \($0.judgedResponses)" }, transcript.all)
    }

    /// Returns the cases whose calls differ, so that a failure does not print all of them.
    private func different(_ left: [String: [String]], _ right: [String: [String]]) -> [String] {
        Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
    }

    @Test("A parallel run has the order, the report and every byte of a serial one", arguments: Edition.allCases)
    func equal(_ edition: Edition) async throws {
        let all = try ContractSuite.standard.cases(edition: edition)
        // A step that shares no factor with the number of programs meets both.
        let items = stride(from: 0, to: all.count, by: 17).map { all[$0] }
        let serial = await run(items, concurrency: 1)
        let parallel = await run(items, concurrency: 6)
        let backwards = await run(items.reversed(), concurrency: 1)
        #expect(serial.report.count == items.count)
        #expect(parallel.report == serial.report)
        #expect(different(parallel.calls, serial.calls) == [])
        #expect(Array(backwards.report.reversed()) == serial.report)
        #expect(different(backwards.calls, serial.calls) == [])
    }
}
