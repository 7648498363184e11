import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsTime
import Synchronization
import Testing

@testable import InsightsSimulator

/// Real time as tests set it.
final class FakeMachine: Sendable {
    private let time: Mutex<ClockInstant>

    init(_ seconds: Int = 1_000_000) {
        time = Mutex(ClockInstant(secondsSinceEpoch: seconds))
    }

    func pass(_ duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }

    var now: @Sendable () -> ClockInstant {
        { self.time.withLock { $0 } }
    }
}

@Suite("Clock: modes")
struct ClockModeTests {
    private let start = instant("2021-01-06T05:00:00Z")

    @Test("A clock at a factor runs that many seconds per second, to the nanosecond, and never loses any")
    func factor() {
        let machine = FakeMachine()
        var clock = SimulatorClock.running(from: start, speed: 3600, machine: machine.now)
        #expect(clock.mode == .factor)
        #expect(clock.speed == 3600)
        #expect(clock.read() == start)
        machine.pass(.seconds(1))
        #expect(clock.read() == instant("2021-01-06T06:00:00Z"))
        for _ in 0..<1000 {
            machine.pass(.microseconds(333))
            _ = clock.read()
        }
        // 333 ms at 3600 are 1198.8 s.
        let exact = clock.readExactly()
        #expect(exact == ClockInstant(instant("2021-01-06T06:19:58Z")).advanced(by: .milliseconds(800)))
    }

    @Test("A clock without a start begins now, and ends at the last instant of its range")
    func factorBounds() {
        let machine = FakeMachine(5000)
        var clock = SimulatorClock.running(speed: 10_000_000, machine: machine.now)
        #expect(clock.read() == Timestamp(secondsSinceEpoch: 5000))
        machine.pass(.seconds(100_000_000_000))
        #expect(clock.read() == SimulatorClock.lastInstant)
    }

    @Test("A running clock can be stopped, moved, and restarted at another speed")
    func factorChanges() {
        let machine = FakeMachine()
        var clock = SimulatorClock.running(from: start, speed: 60, machine: machine.now)
        machine.pass(.seconds(60))
        clock.makeManual()
        machine.pass(.seconds(60))
        #expect(clock.read() == instant("2021-01-06T06:00:00Z"))
        clock.run(speed: 3600)
        machine.pass(.seconds(2))
        #expect(clock.read() == instant("2021-01-06T08:00:00Z"))
        clock.advance(to: instant("2021-01-07T00:00:00Z"))
        #expect(clock.mode == .manual)
        let isSystem = clock.makeSystem()
        #expect(!isSystem, "it is ahead of the machine")
    }

    @Test("The real time to an instant depends on the speed; a manual clock has none")
    func realTime() {
        let machine = FakeMachine()
        var clock = SimulatorClock.running(from: start, speed: 3600, machine: machine.now)
        let target = ClockInstant(start.adding(hours: 3))
        let rest = clock.realTime(until: target)
        #expect(rest == .seconds(3) + .nanoseconds(1))
        machine.pass(rest ?? .zero)
        let reached = clock.readExactly()
        #expect(reached >= target)
        clock.makeManual()
        let none = clock.realTime(until: ClockInstant(SimulatorClock.lastInstant))
        #expect(none == nil)
    }

    @Test("A scripted clock shows each request the next instant, and after the last one always that")
    func scripted() throws {
        let instants = [0, 60, 60, 3600].map { start.adding(seconds: $0) }
        var clock = try #require(SimulatorClock.scripted(instants))
        #expect(clock.mode == .scripted)
        var seen = [clock.read()]
        for _ in 0..<6 {
            clock.beginRequest()
            seen.append(clock.read())
        }
        #expect(seen == [start] + instants + [instants[3], instants[3]])
    }

    @Test("A script that is empty or runs backwards is refused")
    func badScripts() {
        #expect(SimulatorClock.scripted([]) == nil)
        #expect(SimulatorClock.scripted([start, start.adding(seconds: -1)]) == nil)
    }

    @Test("Each request of a tenant takes one instant of the script; the administration only reads it")
    func scriptedRequests() throws {
        let instants = (0..<5).map { start.adding(seconds: 600 * $0) }
        let simulator = try Simulator(clock: try #require(SimulatorClock.scripted(instants)))
        var dates: [String] = []
        for index in 0..<6 {
            if index == 3 { #expect(simulator.get("/_sim/clock").text.contains("05:20:00Z")) }
            dates.append(String((simulator.get("/insights/v1/cmp/ScheduledDataset").fields["Date"] ?? "").suffix(12)))
        }
        #expect(
            dates == [
                "05:00:00 GMT", "05:10:00 GMT", "05:20:00 GMT", "05:30:00 GMT", "05:40:00 GMT", "05:40:00 GMT",
            ])
    }

    @Test("The age of a token follows the script at the request that shows it")
    func scriptedToken() async throws {
        let instants = [0, 3599, 3600].map { start.adding(seconds: $0) }
        let simulator = try Simulator(clock: try #require(SimulatorClock.scripted(instants)))
        let client = simulator.client(for: .cmp)
        try await client.renewToken()
        _ = try await client.datasets()
        await #expect(throws: (any Error).self) { try await client.datasets() }
    }
}

extension Simulator {
    /// Asks the simulator for something.
    func get(_ target: String) -> ServiceResponse { ServiceResponse(respond(to: .init(.get, target))) }

    /// Sends the simulator JSON.
    func post(_ target: String, _ body: String) -> ServiceResponse {
        ServiceResponse(respond(to: .init(.post, target, body: Array(body.utf8))))
    }
}
