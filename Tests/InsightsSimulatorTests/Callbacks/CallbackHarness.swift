import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime
import Synchronization

@testable import InsightsSimulator

/// A receiver that records its calls, and returns the configured response.
final class RecordingSender: CallbackSender {
    /// Asked for each call; by default every call is taken.
    typealias Reply = @Sendable (CallbackRequest, Int) -> CallbackOutcome

    private let calls = Mutex<[CallbackRequest]>([])
    private let response: Reply

    init(_ response: @escaping Reply = { _, _ in .responded(status: 200) }) {
        self.response = response
    }

    func send(_ call: CallbackRequest) -> CallbackOutcome {
        let number = calls.withLock { calls in
            calls.append(call)
            return calls.count
        }
        return response(call, number)
    }

    var received: [CallbackRequest] { calls.withLock { $0 } }
    var targets: [String] { received.map(\.request.target) }
}

/// Something that is set once it is known, for closures that are made before.
final class Late<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ value: Value) { self.value.withLock { $0 = value } }
    func get() -> Value? { value.withLock { $0 } }
}

/// A simulator with a callback receiver and a caller who makes reports.
struct CallbackHarness {
    static let start = instant("2021-01-06T05:00:00Z")

    let simulator: Simulator
    let client: InsightsClient

    init(
        _ sender: (any CallbackSender)?, _ settings: Settings = Settings(),
        clock: SimulatorClock = .manual(CallbackHarness.start)
    ) throws {
        simulator = try Simulator(settings: settings, clock: clock, seed: 7, callbackSender: sender)
        client = simulator.client(for: .mpn)
    }

    /// Schedules a report from four hours on, every day; with `now`, one that runs at once.
    func makeReport(
        _ url: String = "http://localhost:9000/ready", method: CallbackMethod? = nil, count: Int? = 1, now: Bool = false
    ) async throws -> String {
        let query = try await client.createQuery(
            CreateQueryRequest(name: "Q", query: "SELECT SubscriptionId FROM DynamicsUsage"))
        var request = ReportRequest(reportName: "R", queryID: query.queryID, callbackURL: url)
        request.executeNow = now
        request.startTime = now ? nil : simulator.now.adding(hours: 4).description
        request.recurrenceInterval = now ? nil : 24
        request.recurrenceCount = now ? nil : count
        request.callbackMethod = method?.rawValue
        return try await client.createReport(request).reportID
    }

    func advance(hours: Int = 0, seconds: Int = 0) {
        simulator.advance(by: ISODuration(seconds: hours * 3600 + seconds))
    }
}
