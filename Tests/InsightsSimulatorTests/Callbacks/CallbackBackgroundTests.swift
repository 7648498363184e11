import Foundation
import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsServer
import InsightsTime
import Synchronization
import TestSupport
import Testing

@testable import InsightsSimulator

@Suite("Callbacks: in the background and over sockets")
struct CallbackBackgroundTests {
    @Test("A change of the schedule wakes the background task, and gives it the time to sleep")
    func background() async throws {
        let machine = FakeMachine(1_700_000_000)
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender, clock: .following { machine.now().timestamp })
        let wakes = Mutex(0)
        harness.simulator.runInBackground { wakes.withLock { $0 += 1 } }
        #expect(harness.simulator.timeUntilNextDue == nil)
        _ = try await harness.makeReport()
        let before = wakes.withLock { $0 }
        #expect(before > 0)
        #expect(harness.simulator.timeUntilNextDue == .seconds(4 * 3600))
        #expect(harness.simulator.nextDue == harness.simulator.now.adding(hours: 4))
        machine.pass(.seconds(4 * 3600))
        // A request leaves the sending to the background, and wakes it.
        _ = harness.simulator.get("/_sim/health")
        #expect(sender.received.isEmpty)
        #expect(wakes.withLock { $0 } > before)
        harness.simulator.processEvents()
        #expect(sender.received.count == 1)
        #expect(harness.simulator.timeUntilNextDue == nil)
    }

    @Test("At a factor the sleep is shorter by it; a manual clock lets the background task sleep")
    func sleeps() async throws {
        let machine = FakeMachine()
        let harness = try CallbackHarness(
            RecordingSender(), clock: .running(from: CallbackHarness.start, speed: 3600, machine: machine.now))
        _ = try await harness.makeReport()
        #expect(harness.simulator.timeUntilNextDue == .seconds(4) + .nanoseconds(1))
        _ = harness.simulator.post("/_sim/clock", #"{"mode":"manual"}"#)
        #expect(harness.simulator.timeUntilNextDue == nil)
    }

    @Test("Several threads may move the clock and send callbacks concurrently; every run has exactly one callback")
    func concurrent() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender, clock: .manual(CallbackHarness.start))
        _ = try await harness.makeReport(count: 30)
        _ = try await harness.makeReport(count: 30)
        let simulator = harness.simulator
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<50 { simulator.advance(by: ISODuration(seconds: 6 * 3600)) } }
            }
            for _ in 0..<2 {
                group.addTask { for _ in 0..<200 { simulator.processEvents() } }
                group.addTask { for _ in 0..<200 { _ = simulator.get("/_sim/clock") } }
            }
        }
        #expect(sender.received.count == 60)
        #expect(Set(simulator.callbacks.map(\.delivery.executionID)).count == 60)
    }

    /// Runs on a new thread, so that the body may wait.
    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    /// Moves the clock by a minute, as a client that waits for the callback that the background task is sending.
    ///
    /// Calls `act` during that wait, lets the receiver answer 404, and returns whether the clock was moved.
    private func moveDuringCallback(
        _ harness: CallbackHarness, _ gate: Gate, then act: (Simulator) -> Void
    ) async -> Bool {
        let simulator = harness.simulator
        async let background: Void = Self.onThread { simulator.processEvents() }
        await Self.onThread { gate.isSending.wait() }
        async let move = Self.onThread { simulator.advance(by: ISODuration(seconds: 60)) }
        while simulator.directory.standard.withState({ state, _ in state.deliverers.waiting.count }) == 0 {
            await Task.yield()
        }
        act(simulator)
        gate.mayRespond.signal()
        await background
        return await move
    }

    /// Keeps a receiver from answering.
    private struct Gate {
        let isSending = DispatchSemaphore(value: 0)
        let mayRespond = DispatchSemaphore(value: 0)

        /// Creates a simulator in whose background a callback is due.
        func harness() async throws -> CallbackHarness {
            let sender = RecordingSender { _, _ in
                isSending.signal()
                mayRespond.wait()
                return .responded(status: 404)
            }
            let harness = try CallbackHarness(sender, clock: .manual(CallbackHarness.start))
            harness.simulator.runInBackground {}
            _ = try await harness.makeReport(now: true)
            return harness
        }
    }

    @Test("A client that moves the clock waits for the callback that the background task is sending")
    func movingWaits() async throws {
        let gate = Gate()
        let harness = try await gate.harness()
        #expect(await moveDuringCallback(harness, gate) { _ in })
        // Sent and answered before the clock moved.
        #expect(harness.simulator.callbacks.map(\.outcome) == [.responded(status: 404)])
        #expect(harness.simulator.callbacks.map(\.time) == [CallbackHarness.start])
        #expect(harness.simulator.now == CallbackHarness.start.adding(seconds: 60))
    }

    @Test("A reset wakes a client that waits for a callback of the background task; the callback leaves nothing behind")
    func resetWakes() async throws {
        let gate = Gate()
        let harness = try await gate.harness()
        #expect(await moveDuringCallback(harness, gate) { $0.reset() })
        #expect(harness.simulator.now == CallbackHarness.start.adding(seconds: 60))
        #expect(harness.simulator.callbacks.isEmpty)
    }

    @Test("A receiver that does not respond holds up no callbacks of other tenants")
    func hanging() async throws {
        let gate = Gate()
        let sender = RecordingSender { call, _ in
            if call.request.target.hasPrefix("/slow") {
                gate.isSending.signal()
                gate.mayRespond.wait()
            }
            return .responded(status: 200)
        }
        let harness = try CallbackHarness(sender, clock: .manual(CallbackHarness.start))
        let simulator = harness.simulator
        simulator.runInBackground {}
        let sandboxes = try ["slow", "quick"].map { name in
            try simulator.makeSandbox(Self.dueAtOnce(name))
        }
        async let background: Void = Self.onThread {
            simulator.processEvents { work in Thread.detachNewThread { work() } }
        }
        await Self.onThread { gate.isSending.wait() }
        await background
        // The move of the other tenant waits only for that tenant's callback.
        #expect(await Self.onThread { sandboxes[1].advance(by: ISODuration(seconds: 1)) })
        #expect(sender.targets.contains { $0.hasPrefix("/quick") })
        gate.mayRespond.signal()
    }

    @Test("Callbacks that are unsent when their tenant is reset or deleted are not sent", arguments: [true, false])
    func gone(isDeleted: Bool) async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender, clock: .manual(CallbackHarness.start))
        let simulator = harness.simulator
        simulator.runInBackground {}
        let sandbox = try simulator.makeSandbox(Self.dueAtOnce("late"))
        var sending: [@Sendable () -> Void] = []
        simulator.processEvents { sending.append($0) }
        #expect(sending.count == 1)
        if isDeleted { sandbox.delete() } else { sandbox.reset() }
        for send in sending { send() }
        #expect(sender.targets == [])
    }

    @Test("A background task that has ended starts no further callback")
    func endedBackground() async throws {
        let sender = RecordingSender()
        let harness = try CallbackHarness(sender, clock: .manual(CallbackHarness.start))
        harness.simulator.runInBackground {}
        _ = try harness.simulator.makeSandbox(Self.dueAtOnce("never"))
        harness.simulator.endBackground()
        harness.simulator.processEvents()
        #expect(sender.targets == [])
    }

    @Test("A background task learns about a sandbox with due callbacks")
    func wokenBySandbox() async throws {
        let harness = try CallbackHarness(RecordingSender(), clock: .manual(CallbackHarness.start))
        let wakes = Mutex(0)
        harness.simulator.runInBackground { wakes.withLock { $0 += 1 } }
        let before = wakes.withLock { $0 }
        _ = try harness.simulator.makeSandbox(Self.dueAtOnce("soon"))
        #expect(wakes.withLock { $0 } > before)
    }

    /// Returns the specification of a sandbox whose report runs at once.
    private static func dueAtOnce(_ name: String) -> SandboxSpecification {
        SandboxSpecification(
            queries: [.init(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))],
            reports: [
                .init(
                    queryName: "q",
                    ReportRequest(reportName: "r", executeNow: true, callbackURL: "http://localhost:9000/\(name)"))
            ])
    }

    @Test("A wait for deliveries ends at its timeout, once for all deliveries of a clock move")
    func waitIsBounded() async {
        let wait = DeliveryWait(seconds: 0)
        #expect(!wait.wait())
        var deliverers = DeliveryOwnership()
        var isEntered = deliverers.add(wait)
        #expect(!isEntered, "nobody settles")
        deliverers.begin(.background)
        deliverers.markCurrentThread()
        isEntered = deliverers.add(wait)
        #expect(!isEntered, "nobody waits for oneself")
        deliverers = await Self.onThread { [deliverers] in
            var others = deliverers
            _ = others.add(wait)
            return others
        }
        #expect(deliverers.waiting.count == 1)
        deliverers.remove(wait)
        #expect(deliverers.waiting.count == 0)
    }

    @Test("A receiver of a callback from the background task may move the clock")
    func nestedInBackground() async throws {
        let simulator = Late<Simulator>()
        let sender = RecordingSender { _, _ in
            simulator.get()?.advance(by: ISODuration(days: 1))
            return .responded(status: 200)
        }
        let harness = try CallbackHarness(sender, clock: .manual(CallbackHarness.start))
        simulator.set(harness.simulator)
        harness.simulator.runInBackground {}
        _ = try await harness.makeReport(now: true)
        await Self.onThread { [simulator = harness.simulator] in simulator.processEvents() }
        #expect(harness.simulator.now == CallbackHarness.start.adding(hours: 24))
        #expect(harness.simulator.callbacks.map(\.outcome) == [.responded(status: 200)])
    }

    /// Counts what it receives.
    private final class Receiver: HTTPHandler {
        let targets = Mutex<[String]>([])

        func handle(_ request: HTTPRequest) -> HTTPReply {
            targets.withLock { $0.append("\(request.method.token) \(request.target) \(request.body.count)") }
            return .response(HTTPResponse(request.target.contains("moved") ? 302 : 202))
        }
    }

    /// Sends over TCP, as the command line does.
    private struct TransportSender: CallbackSender {
        func send(_ call: CallbackRequest) -> CallbackOutcome {
            do throws(TransportError) {
                let transport = SocketTransport(host: call.host, port: call.port, timeout: .seconds(300))
                return .responded(status: try transport.sendAndWait(call.request).status.code)
            } catch {
                return .failed(error.description)
            }
        }
    }

    @Test("Over real sockets the callback arrives before the clock move returns; redirects are not followed")
    func sockets() async throws {
        let receiver = Receiver()
        let server = HTTPServer(handler: receiver, configuration: HTTPServerConfiguration())
        let port = try server.start()
        defer { server.shutdown() }
        let harness = try CallbackHarness(TransportSender())
        let post = try await harness.makeReport("http://127.0.0.1:\(port)/ready/")
        let get = try await harness.makeReport("http://localhost:\(port)/ready?key=1", method: .get)
        let moved = try await harness.makeReport("http://127.0.0.1:\(port)/moved")
        harness.advance(hours: 4)
        #expect(
            receiver.targets.withLock { $0 } == [
                "POST /ready/\(post) 0", "GET /ready?key=1&reportId=\(get) 0", "POST /moved/\(moved) 0",
            ])
        #expect(
            harness.simulator.callbacks.map(\.outcome) == [
                .responded(status: 202), .responded(status: 202), .responded(status: 302),
            ])
    }

    /// Gets a token from the simulator that calls it before it answers.
    private final class AskingReceiver: HTTPHandler {
        let simulator = Late<(port: Int, form: String, target: String)>()
        let statuses = Mutex<[Int]>([])

        func handle(_ request: HTTPRequest) -> HTTPReply {
            .blocking { [self] in
                guard let (port, form, target) = simulator.get() else { return HTTPResponse(500) }
                let fields = HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")])
                let reply = try? SocketTransport(port: port).sendAndWait(
                    HTTPRequest(.post, target, fields: fields, body: Array(form.utf8)))
                statuses.withLock { $0.append(reply?.status.code ?? 0) }
                return HTTPResponse(reply?.status ?? 500)
            }
        }
    }

    @Test("Receivers of more tenants than workers may get tokens while the clocks move")
    func busyClocks() async throws {
        let receiver = AskingReceiver()
        let receiving = HTTPServer(handler: receiver)
        let url = "http://127.0.0.1:\(try receiving.start())/"
        let harness = try CallbackHarness(TransportSender())
        let simulator = harness.simulator
        let serving = HTTPServer(handler: simulator, configuration: HTTPServerConfiguration(workerCount: 1))
        let port = try serving.start()
        defer {
            serving.shutdown()
            receiving.shutdown()
        }
        let account = TokenAccount.reader
        receiver.simulator.set((port, account.form(), "/\(account.tenant)/oauth2/token"))
        let sandboxes = try (0..<3).map { _ in
            try simulator.makeSandbox(
                SandboxSpecification(
                    clock: CallbackHarness.start,
                    queries: [.init(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))],
                    reports: [
                        .init(
                            queryName: "q",
                            ReportRequest(
                                reportName: "r", startTime: CallbackHarness.start.adding(hours: 4).description,
                                recurrenceInterval: 24, callbackURL: url))
                    ]))
        }
        let transport = SocketTransport(port: port)
        await withTaskGroup(of: Int.self) { group in
            for sandbox in sandboxes {
                group.addTask {
                    let move = HTTPRequest(
                        .post, "/_sim/clock?tenant=\(sandbox.tenantID)", body: Array(#"{"advance":"PT4H"}"#.utf8))
                    return (try? await transport.send(move).status.code) ?? 0
                }
            }
            for await status in group { #expect(status == 200) }
        }
        #expect(receiver.statuses.withLock { $0 } == [200, 200, 200])
    }

    @Test("A receiver that does not exist is a failure with its reason")
    func nobody() async throws {
        let held = try HeldPort()
        let port = held.number
        let harness = try CallbackHarness(TransportSender())
        _ = try await harness.makeReport("http://127.0.0.1:\(port)/")
        harness.advance(hours: 4)
        guard case .failed(let reason) = harness.simulator.callbacks.first?.outcome else {
            Issue.record("\(harness.simulator.callbacks)")
            return
        }
        #expect(reason.contains("cannot connect to host '127.0.0.1' port \(held.number)"))
    }
}
