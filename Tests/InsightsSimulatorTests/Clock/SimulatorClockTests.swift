import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Synchronization
import Testing

@Suite("Clock")
struct SimulatorClockTests {
    /// A machine's clock that tests set, and that may tick at every reading.
    private final class Machine: Sendable {
        private let time: Mutex<Int>
        private let tick: Int

        init(_ seconds: Int, tick: Int = 0) {
            time = Mutex(seconds)
            self.tick = tick
        }

        func set(_ seconds: Int) { time.withLock { $0 = seconds } }

        var clock: SimulatorClock {
            SimulatorClock.following {
                self.time.withLock { time in
                    time += self.tick
                    return Timestamp(secondsSinceEpoch: time)
                }
            }
        }
    }

    private func instant(_ seconds: Int) -> Timestamp { Timestamp(secondsSinceEpoch: seconds) }

    @Test("A manual clock does not move until it is advanced")
    func manual() {
        var clock = SimulatorClock.manual(instant(1000))
        #expect(clock.mode == .manual)
        #expect(clock.read() == instant(1000))
        clock.advance(to: instant(1000))
        clock.advance(to: instant(1001))
        #expect(clock.read() == instant(1001))
    }

    @Test("A clock that follows the machine's never runs backwards")
    func system() {
        let machine = Machine(1000)
        var clock = machine.clock
        #expect(clock.mode == .system)
        #expect(clock.read() == instant(1000))
        machine.set(990)
        #expect(clock.read() == instant(1000))
        machine.set(1010)
        #expect(clock.read() == instant(1010))
    }

    @Test("Advancing stops a clock; it follows again only when the machine has caught up")
    func modes() {
        let machine = Machine(1000)
        var clock = machine.clock
        clock.advance(to: instant(5000))
        machine.set(2000)
        #expect(clock.mode == .manual)
        #expect(clock.read() == instant(5000))
        let isEarly = clock.makeSystem()
        #expect(!isEarly)
        #expect(clock.mode == .manual)
        machine.set(5000)
        let isDone = clock.makeSystem()
        #expect(isDone)
        #expect(clock.mode == .system)
        machine.set(6000)
        clock.makeManual()
        machine.set(7000)
        #expect(clock.read() == instant(6000))
    }

    @Test("A clock follows the machine again even if the machine's clock advances with every reading")
    func followsAgain() {
        var clock = Machine(1000, tick: 1).clock
        for isManual in [false, true] {
            if isManual { clock.makeManual() }
            let isSystem = clock.makeSystem()
            #expect(isSystem)
            #expect(clock.mode == .system)
        }
    }

    @Test("The machine's clock is later than the date of this test")
    func realSystem() {
        var clock = SimulatorClock.system
        #expect(clock.read() > Timestamp("2025-01-01T00:00:00Z")!)
        #expect(clock.read() < SimulatorClock.lastInstant)
    }

    // MARK: Through the simulator

    @Test("A simulator advances by a duration or to an instant, and refuses the past and the far future")
    func simulator() throws {
        let simulator = try TokenHarness().simulator
        #expect(simulator.advance(by: ISODuration(seconds: 60)))
        #expect(simulator.now == TokenHarness.start.adding(seconds: 60))
        #expect(!simulator.advance(to: TokenHarness.start))
        #expect(!simulator.advance(by: ISODuration(seconds: -1)))
        #expect(!simulator.advance(by: ISODuration(months: 12 * 500)))
        #expect(!simulator.advance(to: SimulatorClock.lastInstant.adding(seconds: 1)))
        #expect(simulator.now == TokenHarness.start.adding(seconds: 60))
        #expect(simulator.advance(to: simulator.now))
        #expect(simulator.advance(to: SimulatorClock.lastInstant))
        #expect(simulator.now == SimulatorClock.lastInstant)
    }

    @Test("Advancing by nothing while the machine's clock ticks has no effect")
    func racing() throws {
        let machine = Machine(1_700_000_000, tick: 1)
        let simulator = try TokenHarness(clock: machine.clock).simulator
        #expect(simulator.advance(by: ISODuration()))
        let stopped = simulator.now
        #expect(simulator.now == stopped)
        let reply = try TokenReply(
            simulator.respond(to: HTTPRequest(.post, "/_sim/clock", body: Array(#"{"advance":"PT0S"}"#.utf8))))
        #expect(reply.status == 200)
    }

    @Test("Several threads may advance one clock; every advance counts")
    func concurrent() async throws {
        let simulator = try TokenHarness().simulator
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<50 { simulator.advance(by: ISODuration(seconds: 1)) }
                }
            }
        }
        #expect(simulator.now == TokenHarness.start.adding(seconds: 400))
    }

    @Test("Dates of responses follow the tenant's clock")
    func dates() throws {
        let harness = try TokenHarness()
        let token = try harness.token(.reader)
        harness.simulator.advance(by: ISODuration(seconds: 90))
        let date = "Fri, 01 Mar 2024 10:01:30 GMT"
        #expect(try harness.call("cmp/ScheduledDataset", token: token).fields["Date"] == date)
        #expect(try harness.call("cmp/ScheduledDataset", token: "x").fields["Date"] == date)
        #expect(try harness.post(.reader).fields["Date"] == date)
        let other = try harness.call("cmp/ScheduledDataset", token: harness.token(.neighbour))
        #expect(other.fields["Date"] == "Fri, 01 Mar 2024 10:00:00 GMT")
    }
}
