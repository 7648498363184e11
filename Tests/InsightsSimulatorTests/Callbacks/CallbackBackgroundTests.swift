import Foundation
import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsServer
import InsightsTime
import Synchronization
import Testing

@testable import InsightsSimulator

@Suite("Callbacks: in the background and over sockets")
struct CallbackBackgroundTests {
    @Test("A background is woken when the schedule changes, and told how long it may sleep")
    func background() async throws {
        let machine = FakeMachine(1_700_000_000)
        let sender = RecordingSender()
        let stage = try CallbackStage(sender, clock: .following { machine.now().timestamp })
        let wakes = Mutex(0)
        stage.simulator.runInBackground { wakes.withLock { $0 += 1 } }
        #expect(stage.simulator.timeUntilNextDue == nil)
        _ = try await stage.makeReport()
        let before = wakes.withLock { $0 }
        #expect(before > 0)
        #expect(stage.simulator.timeUntilNextDue == .seconds(4 * 3600))
        #expect(stage.simulator.nextDue == stage.simulator.now.adding(hours: 4))
        machine.pass(.seconds(4 * 3600))
        // A request leaves the sending to the background, and wakes it.
        _ = stage.simulator.get("/_sim/health")
        #expect(sender.received.isEmpty)
        #expect(wakes.withLock { $0 } > before)
        stage.simulator.processEvents()
        #expect(sender.received.count == 1)
        #expect(stage.simulator.timeUntilNextDue == nil)
    }

    @Test("At a factor the sleep is that much shorter; a clock that stands lets the background sleep")
    func sleeps() async throws {
        let machine = FakeMachine()
        let stage = try CallbackStage(
            RecordingSender(), clock: .running(from: CallbackStage.start, speed: 3600, machine: machine.now))
        _ = try await stage.makeReport()
        #expect(stage.simulator.timeUntilNextDue == .seconds(4) + .nanoseconds(1))
        _ = stage.simulator.post("/_sim/clock", #"{"mode":"manual"}"#)
        #expect(stage.simulator.timeUntilNextDue == nil)
    }

    @Test("Several threads may move the clock, ask and settle at once; every run is called back exactly once")
    func concurrent() async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender, clock: .manual(CallbackStage.start))
        _ = try await stage.makeReport(count: 30)
        _ = try await stage.makeReport(count: 30)
        let simulator = stage.simulator
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

    /// Runs on a thread of its own, so that it may wait.
    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }

    /// A background that is sending a callback, and somebody who moves the clock by a minute and waits for it.
    ///
    /// Does something then, has the receiver answer 404, and returns whether the clock was moved.
    private func moveDuringCallback(_ stage: CallbackStage, _ gate: Gate, then act: (Simulator) -> Void) async -> Bool {
        let simulator = stage.simulator
        async let background: Void = Self.onThread { simulator.processEvents() }
        await Self.onThread { gate.isSending.wait() }
        async let move = Self.onThread { simulator.advance(by: ISODuration(seconds: 60)) }
        while simulator.directory.standard.withState({ state, _ in state.deliverers.waiting.count }) == 0 {
            await Task.yield()
        }
        act(simulator)
        gate.mayAnswer.signal()
        await background
        return await move
    }

    /// Keeps a receiver from answering.
    private struct Gate {
        let isSending = DispatchSemaphore(value: 0)
        let mayAnswer = DispatchSemaphore(value: 0)

        /// A simulator in whose background a callback is due.
        func stage() async throws -> CallbackStage {
            let sender = RecordingSender { _, _ in
                isSending.signal()
                mayAnswer.wait()
                return .answered(status: 404)
            }
            let stage = try CallbackStage(sender, clock: .manual(CallbackStage.start))
            stage.simulator.runInBackground {}
            _ = try await stage.makeReport(now: true)
            return stage
        }
    }

    @Test("Whoever moves the clock waits for the callback that a background is sending")
    func movingWaits() async throws {
        let gate = Gate()
        let stage = try await gate.stage()
        #expect(await moveDuringCallback(stage, gate) { _ in })
        // Sent and answered before the clock moved.
        #expect(stage.simulator.callbacks.map(\.outcome) == [.answered(status: 404)])
        #expect(stage.simulator.callbacks.map(\.time) == [CallbackStage.start])
        #expect(stage.simulator.now == CallbackStage.start.adding(seconds: 60))
    }

    @Test("A reset lets whoever waits for a background's callback go on; the callback leaves nothing behind")
    func resetWakes() async throws {
        let gate = Gate()
        let stage = try await gate.stage()
        #expect(await moveDuringCallback(stage, gate) { $0.reset() })
        #expect(stage.simulator.now == CallbackStage.start.adding(seconds: 60))
        #expect(stage.simulator.callbacks.isEmpty)
    }

    @Test("A receiver that does not answer holds up no other tenant's callbacks")
    func hanging() async throws {
        let gate = Gate()
        let sender = RecordingSender { call, _ in
            if call.request.target.hasPrefix("/slow") {
                gate.isSending.signal()
                gate.mayAnswer.wait()
            }
            return .answered(status: 200)
        }
        let stage = try CallbackStage(sender, clock: .manual(CallbackStage.start))
        let simulator = stage.simulator
        simulator.runInBackground {}
        let sandboxes = try ["slow", "quick"].map { name in
            try simulator.makeSandbox(Self.dueAtOnce(name))
        }
        async let background: Void = Self.onThread {
            simulator.processEvents { work in Thread.detachNewThread { work() } }
        }
        await Self.onThread { gate.isSending.wait() }
        await background
        // The other's move waits for its own callback only.
        #expect(await Self.onThread { sandboxes[1].advance(by: ISODuration(seconds: 1)) })
        #expect(sender.targets.contains { $0.hasPrefix("/quick") })
        gate.mayAnswer.signal()
    }

    @Test("What has not been sent when its tenant is reset or deleted is not sent", arguments: [true, false])
    func gone(isDeleted: Bool) async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender, clock: .manual(CallbackStage.start))
        let simulator = stage.simulator
        simulator.runInBackground {}
        let sandbox = try simulator.makeSandbox(Self.dueAtOnce("late"))
        var sending: [@Sendable () -> Void] = []
        simulator.processEvents { sending.append($0) }
        #expect(sending.count == 1)
        if isDeleted { sandbox.delete() } else { sandbox.reset() }
        for send in sending { send() }
        #expect(sender.targets == [])
    }

    @Test("A background that has ended begins no further callback")
    func endedBackground() async throws {
        let sender = RecordingSender()
        let stage = try CallbackStage(sender, clock: .manual(CallbackStage.start))
        stage.simulator.runInBackground {}
        _ = try stage.simulator.makeSandbox(Self.dueAtOnce("never"))
        stage.simulator.endBackground()
        stage.simulator.processEvents()
        #expect(sender.targets == [])
    }

    @Test("A background hears of a sandbox in which something is due")
    func wokenBySandbox() async throws {
        let stage = try CallbackStage(RecordingSender(), clock: .manual(CallbackStage.start))
        let wakes = Mutex(0)
        stage.simulator.runInBackground { wakes.withLock { $0 += 1 } }
        let before = wakes.withLock { $0 }
        _ = try stage.simulator.makeSandbox(Self.dueAtOnce("soon"))
        #expect(wakes.withLock { $0 } > before)
    }

    /// A sandbox whose report runs at once.
    private static func dueAtOnce(_ name: String) -> SandboxSpecification {
        SandboxSpecification(
            queries: [.init(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))],
            reports: [
                .init(
                    queryName: "q",
                    ReportRequest(reportName: "r", executeNow: true, callbackURL: "http://localhost:9000/\(name)"))
            ])
    }

    @Test("A wait for a settler ends when its time is over, once for all settlers of a move")
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

    @Test("A receiver of a background's callback may move the clock itself")
    func nestedInBackground() async throws {
        let simulator = Late<Simulator>()
        let sender = RecordingSender { _, _ in
            simulator.get()?.advance(by: ISODuration(days: 1))
            return .answered(status: 200)
        }
        let stage = try CallbackStage(sender, clock: .manual(CallbackStage.start))
        simulator.set(stage.simulator)
        stage.simulator.runInBackground {}
        _ = try await stage.makeReport(now: true)
        await Self.onThread { [simulator = stage.simulator] in simulator.processEvents() }
        #expect(stage.simulator.now == CallbackStage.start.adding(hours: 24))
        #expect(stage.simulator.callbacks.map(\.outcome) == [.answered(status: 200)])
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
                return .answered(status: try transport.sendAndWait(call.request).status.code)
            } catch {
                return .failed(error.description)
            }
        }
    }

    @Test("Over real sockets the receiver has been called when the clock has been moved; redirects are not followed")
    func sockets() async throws {
        let receiver = Receiver()
        let server = HTTPServer(handler: receiver, configuration: HTTPServerConfiguration())
        let port = try server.start()
        defer { server.shutdown() }
        let stage = try CallbackStage(TransportSender())
        let post = try await stage.makeReport("http://127.0.0.1:\(port)/ready/")
        let get = try await stage.makeReport("http://localhost:\(port)/ready?key=1", method: .get)
        let moved = try await stage.makeReport("http://127.0.0.1:\(port)/moved")
        stage.advance(hours: 4)
        #expect(
            receiver.targets.withLock { $0 } == [
                "POST /ready/\(post) 0", "GET /ready?key=1&reportId=\(get) 0", "POST /moved/\(moved) 0",
            ])
        #expect(
            stage.simulator.callbacks.map(\.outcome) == [
                .answered(status: 202), .answered(status: 202), .answered(status: 302),
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
                let answer = try? SocketTransport(port: port).sendAndWait(
                    HTTPRequest(.post, target, fields: fields, body: Array(form.utf8)))
                statuses.withLock { $0.append(answer?.status.code ?? 0) }
                return HTTPResponse(answer?.status ?? 500)
            }
        }
    }

    @Test("Receivers of more tenants than there are workers may get tokens while the clocks are moved")
    func busyClocks() async throws {
        let receiver = AskingReceiver()
        let receiving = HTTPServer(handler: receiver)
        let url = "http://127.0.0.1:\(try receiving.start())/"
        let stage = try CallbackStage(TransportSender())
        let simulator = stage.simulator
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
                    clock: CallbackStage.start,
                    queries: [.init(CreateQueryRequest(name: "q", query: "SELECT OrderId FROM ISVOrder"))],
                    reports: [
                        .init(
                            queryName: "q",
                            ReportRequest(
                                reportName: "r", startTime: CallbackStage.start.adding(hours: 4).description,
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

    @Test("A receiver that is not there is a failure with its reason")
    func nobody() async throws {
        let held = try HeldPort()
        let port = held.number
        let stage = try CallbackStage(TransportSender())
        _ = try await stage.makeReport("http://127.0.0.1:\(port)/")
        stage.advance(hours: 4)
        guard case .failed(let reason) = stage.simulator.callbacks.first?.outcome else {
            Issue.record("\(stage.simulator.callbacks)")
            return
        }
        #expect(reason.contains("cannot connect to host '127.0.0.1' port \(held.number)"))
    }
}
