import Foundation
import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsTime
import Synchronization
import Testing

@testable import InsightsSimulator

/// A gate in the slices of a clock move: the slice with the given number stays in the lock until it is opened.
private final class SliceGate: Sendable {
    private let count = Atomic(0)
    private let isOpen = Atomic(false)
    private let number: Int

    init(closedAt number: Int) {
        self.number = number
    }

    /// Counts the start of a slice.
    func pass() {
        guard count.add(1, ordering: .sequentiallyConsistent).newValue == number else { return }
        while !isOpen.load(ordering: .acquiring) { EventPacing.pause() }
    }

    func open() { isOpen.store(true, ordering: .releasing) }

    /// Waits until the slice has begun.
    func wait() {
        while count.load(ordering: .acquiring) < number { EventPacing.pause() }
    }
}

/// A function that runs on a thread that may block, as those of tasks may not.
private final class Running<Value: Sendable>: Sendable {
    private let result = Mutex<Value?>(nil)
    private let isOver = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () -> Value) {
        Thread.detachNewThread { [self] in
            let value = work()
            result.withLock { $0 = value }
            isOver.signal()
        }
    }

    /// Waits for the end and returns the value.
    func value() -> Value? {
        isOver.wait()
        return result.withLock { $0 }
    }
}

@Suite("Long moves of a clock", .serialized)
struct ClockMoveTests {
    private static let start = Timestamp(CivilDate("2021-01-06") ?? CivilDate(daysSinceEpoch: 0), hour: 5)

    private static func simulator(
        _ pacing: EventPacing, sender: (any CallbackSender)? = nil, settings: Settings = Settings()
    ) throws -> Simulator {
        Simulator(
            settings: settings, clock: .manual(start), seed: 7, fixtures: try .standard(), baseURL: "http://sim.test",
            callbackSender: sender, administrationKey: nil, realClock: .machine, pacing: pacing)
    }

    /// Creates a sandbox with reports of the shortest interval.
    private static func sandbox(
        of simulator: Simulator, reports: Int = 5, callbackURL: String? = nil
    ) throws -> Sandbox {
        var specification = SandboxSpecification()
        specification.queries = [.init(CreateQueryRequest(name: "Orders", query: "SELECT OrderId FROM ISVOrder"))]
        specification.reports = (0..<reports).map { number in
            .init(
                queryName: "Orders",
                ReportRequest(
                    reportName: "Report \(number)", startTime: "2021-01-06T10:00:00Z", recurrenceInterval: 4,
                    callbackURL: number == 0 ? callbackURL : nil))
        }
        return try simulator.makeSandbox(specification)
    }

    /// Returns everything that clients and tests see of a sandbox.
    private static func history(_ sandbox: Sandbox) async throws -> String {
        let client = sandbox.client(for: .cmp)
        var text = "\(sandbox.now) \(sandbox.sandbox.withState { state, _ in "\(state.service.callbacks.records)" })\n"
        for report in try await client.reports() {
            let executions = try await client.executions(
                reportID: report.reportID, statuses: ExecutionStatus.allCases, latestOnly: false)
            text += "\(report)\n\(executions)\n"
        }
        return text + "\(sandbox.journal.events.map { "\($0.time) \($0.text)" })"
    }

    @Test("A move gives the same history in slices of any size", arguments: [nil, "http://localhost/ready"])
    func slices(callbackURL: String?) async throws {
        var histories: [String] = []
        for events in [Int.max, 128, 3, 1] {
            var pacing = EventPacing()
            pacing.eventsPerSlice = events
            let sender = InProcessCallbackSender(ClosureReceiver { _ in HTTPResponse(500) })
            var settings = Settings()
            settings.callbackAttempts = 3
            let sandbox = try Self.sandbox(
                of: try Self.simulator(pacing, sender: sender, settings: settings), callbackURL: callbackURL)
            #expect(sandbox.advance(by: ISODuration(months: 3)))
            #expect(sandbox.advance(by: ISODuration(seconds: 5)))
            histories.append(try await Self.history(sandbox))
        }
        #expect(Set(histories).count == 1)
        #expect(histories[0].contains("Completed") || histories[0].contains("completed"))
    }

    @Test("A scripted clock that jumps far gives the same history as one that is moved")
    func scripted() async throws {
        var pacing = EventPacing()
        pacing.eventsPerSlice = 3
        let script = try #require(
            SimulatorClock.scripted([Self.start, Self.start, Timestamp(secondsSinceEpoch: 1_641_445_200)]))
        let simulator = Simulator(
            settings: Settings(), clock: script, seed: 7, fixtures: try .standard(), baseURL: "http://sim.test",
            callbackSender: nil, administrationKey: nil, realClock: .machine, pacing: pacing)
        let sandbox = try Self.sandbox(of: simulator)
        // The third request jumps a year, so the token has expired.
        let client = sandbox.client(for: .cmp)
        for _ in 0..<3 { _ = try? await client.datasets(named: "ISVOrder") }
        #expect(sandbox.now.description == "2022-01-06T05:00:00Z")
        let moved = try Self.sandbox(of: try Self.simulator(EventPacing()))
        #expect(moved.advance(to: sandbox.now))
        func identifiers(_ sandbox: Sandbox) -> [[String]] {
            sandbox.sandbox.withState { state, _ in state.service.reports.map { $0.executions.map(\.id) } }
        }
        #expect(identifiers(sandbox) == identifiers(moved))
    }

    /// Returns a simulator whose clock moves stop in the slice with the given number, and the gate there.
    private static func gated(at number: Int) throws -> (SliceGate, Simulator) {
        let gate = SliceGate(closedAt: number)
        var pacing = EventPacing()
        pacing.onSlice = gate.pass
        return (gate, try simulator(pacing))
    }

    @Test("While a slice holds one tenant's lock, an event loop answers all others, probes, and the progress")
    func eventLoop() async throws {
        let (gate, simulator) = try Self.gated(at: 3)
        let busy = try Self.sandbox(of: simulator)
        let token = try await busy.client(for: .cmp).renewToken().accessToken
        let other = try simulator.makeSandbox()
        let otherToken = try await other.client(for: .cmp).renewToken().accessToken
        let mover = Running { busy.advance(by: ISODuration(months: 12 * 60)) }
        gate.wait()

        func onLoop(_ request: HTTPRequest) -> HTTPResponse? {
            if case .response(let response) = simulator.handle(request) { response } else { nil }
        }
        func call(_ token: String) -> HTTPRequest {
            HTTPRequest(
                .get, "/insights/v1/cmp/ScheduledReport", fields: HTTPFields([("Authorization", "Bearer \(token)")]))
        }
        #expect(onLoop(call(otherToken))?.status == 200)
        #expect(onLoop(HTTPRequest(.get, "/_sim/health"))?.status == 200)
        #expect(onLoop(HTTPRequest(.get, "/_sim/ready?tenant=\(busy.tenantID)"))?.status == 200)
        #expect(onLoop(HTTPRequest(.get, "/_sim/nothing"))?.status == 404)
        #expect(onLoop(HTTPRequest(.get, "/_sim/clock?tenant=\(other.tenantID)"))?.status == 200)
        let clock = try #require(onLoop(HTTPRequest(.get, "/_sim/clock?tenant=\(busy.tenantID)")))
        let state = try JSONParser.parse(try clock.bodyBytes())
        #expect(state["mode"]?.string == "manual")
        #expect(state["move"]?["from"]?.string == "2021-01-06T05:00:00Z")
        #expect(state["move"]?["to"]?.string == "2081-01-06T05:00:00Z")
        #expect(state["move"]?["percent"]?.integer == 0)

        // Calls of the busy tenant go to threads that may wait.
        var pending: [@Sendable () -> HTTPResponse] = []
        for request in [
            call(token),
            HTTPRequest(.post, "/_sim/clock?tenant=\(busy.tenantID)", body: Array(#"{"advance":"PT1H"}"#.utf8)),
            HTTPRequest(.get, "/_sim/journal?tenant=\(busy.tenantID)"),
            HTTPRequest(.get, "/_sim/faults?tenant=\(busy.tenantID)"),
            HTTPRequest(.get, "/_sim/case?tenant=\(busy.tenantID)"),
            HTTPRequest(.post, "/\(busy.tenantID)/oauth2/token"),
        ] {
            guard case .queued(_, let work) = simulator.handle(request) else {
                Issue.record("\(request.target) may wait on an event loop")
                continue
            }
            pending.append(work)
        }
        // It is cancelled, and so is the second move, which was requested before.
        #expect(onLoop(HTTPRequest(.delete, "/_sim/clock?tenant=\(busy.tenantID)"))?.status == 200)
        gate.open()
        #expect(mover.value() == false)
        #expect(busy.now < Timestamp(secondsSinceEpoch: 1_641_445_200))
        let statuses = pending.map { $0().status.code }
        // The token has expired by the time that the move had reached.
        #expect(statuses == [401, 409, 200, 200, 200, 400])
        let cancelled = simulator.respond(
            to: HTTPRequest(.post, "/_sim/clock?tenant=\(busy.tenantID)", body: Array(#"{"advance":"PT1H"}"#.utf8)))
        #expect(cancelled.status == 200)
    }

    @Test("Two moves count one after the other, though the first lets others in")
    func additive() async throws {
        let (gate, simulator) = try Self.gated(at: 2)
        let sandbox = try Self.sandbox(of: simulator)
        let first = Running { sandbox.advance(by: ISODuration(months: 12)) }
        gate.wait()
        let second = Running { sandbox.advance(by: ISODuration(months: 12)) }
        gate.open()
        #expect(first.value() == true)
        #expect(second.value() == true)
        #expect(sandbox.now.description == "2023-01-06T05:00:00Z")
    }

    @Test("A reset, a deletion and the end of the server end a move", arguments: ["reset", "delete", "end"])
    func ends(how: String) async throws {
        let (gate, simulator) = try Self.gated(at: 2)
        let sandbox = try Self.sandbox(of: simulator)
        let mover = Running { sandbox.advance(by: ISODuration(months: 12 * 150)) }
        gate.wait()
        let ending = Running {
            switch how {
            case "reset": sandbox.reset()
            case "delete": _ = sandbox.delete()
            default: simulator.endClockMoves()
            }
            return true
        }
        if how == "end" { _ = ending.value() }
        gate.open()
        if how != "end" { _ = ending.value() }
        #expect(mover.value() == false)
        #expect(sandbox.sandbox.isBusy == false)
        if how == "reset" { #expect(sandbox.now == Self.start) }
        if how == "end" { #expect(!sandbox.advance(by: ISODuration(seconds: 1))) }
    }

    @Test("A long list is made on a worker")
    func longList() async throws {
        let simulator = try Self.simulator(EventPacing())
        let sandbox = try Self.sandbox(of: simulator, reports: 1)
        #expect(sandbox.advance(by: ISODuration(months: 3)))
        let client = sandbox.client(for: .cmp)
        let token = try await client.renewToken().accessToken
        let id = try await client.reports()[0].reportID
        let request = HTTPRequest(
            .get, "/insights/v1/cmp/ScheduledReport/execution/\(id)?getLatestExecution=false",
            fields: HTTPFields([("Authorization", "Bearer \(token)")]))
        guard case .offloaded(let work) = simulator.handle(request) else {
            Issue.record("it is made on the event loop")
            return
        }
        #expect(work().status == 200)
    }
}

/// A handler that calls a closure.
private struct ClosureReceiver: HTTPHandler {
    let respond: @Sendable (HTTPRequest) -> HTTPResponse

    init(_ respond: @escaping @Sendable (HTTPRequest) -> HTTPResponse) {
        self.respond = respond
    }

    func handle(_ request: HTTPRequest) -> HTTPReply { .response(respond(request)) }
}
