import InsightsAPI
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Clock: sleeps of a client")
struct SimulatedClockTests {
    private let start = instant("2021-01-06T05:00:00Z")

    /// Polls as a typical client does: until a report's file exists, with sleeps in between.
    private func poll(
        _ client: InsightsClient, _ reportID: String, every pause: Duration, clock: some Clock<Duration>
    ) async throws -> (link: String, polls: Int) {
        var polls = 0
        while true {
            polls += 1
            if polls % 10 == 0 { try await client.renewToken() }
            if let link = try await client.executions(reportID: reportID).first?.reportAccessSecureLink {
                return (link, polls)
            }
            try await clock.sleep(for: pause)
        }
    }

    @Test("Three hours of polling every five minutes take almost no time")
    func polling() async throws {
        var settings = Settings()
        settings.startLeadHours = 3
        let simulator = try Simulator(settings: settings, clock: .manual(start))
        let client = simulator.client(for: .cmp)
        let query = try await client.createQuery(CreateQueryRequest(name: "Q", query: "SELECT OrderId FROM ISVOrder"))
        let report = try await client.createReport(
            ReportRequest(
                reportName: "R", queryID: query.queryID, startTime: "2021-01-06T08:00:00Z", recurrenceInterval: 24))
        let (link, polls) = try await poll(
            client, report.reportID, every: .seconds(300), clock: simulator.clock(.advancing))
        #expect(polls == 3 * 12 + 1)
        #expect(simulator.now == instant("2021-01-06T08:00:00Z"))
        #expect(try await client.download(link).count > 0)
    }

    @Test("Parts of a second add up")
    func fractions() async throws {
        let simulator = try Simulator(clock: .manual(start))
        let clock = simulator.clock(.advancing)
        let began = clock.now
        for _ in 0..<10 { try await clock.sleep(for: .milliseconds(250)) }
        #expect(began.duration(to: clock.now) == .milliseconds(2500))
        #expect(simulator.now == start.adding(seconds: 2))
        // Moving to the current second does not move it back.
        #expect(simulator.advance(to: simulator.now))
        #expect(began.duration(to: clock.now) == .milliseconds(2500))
    }

    @Test("A sleep whose end has passed returns immediately")
    func past() async throws {
        let simulator = try Simulator(clock: .manual(start))
        for mode in [SimulatedClock.Mode.advancing, .following] {
            let clock = simulator.clock(mode)
            try await clock.sleep(until: clock.now)
            try await clock.sleep(until: clock.now.advanced(by: .seconds(-5)))
        }
        #expect(simulator.now == start)
    }

    @Test("A follower sleeps until a client moves the clock that far")
    func following() async throws {
        let simulator = try Simulator(clock: .manual(start))
        let clock = simulator.clock(.following)
        let woken = Task {
            try await clock.sleep(for: .seconds(3600))
            return clock.now.timestamp
        }
        await sleepers(1, in: simulator)
        simulator.advance(by: ISODuration(seconds: 1800))
        simulator.advance(by: ISODuration(seconds: 1799))
        #expect(simulator.sleeping == 1)
        simulator.advance(by: ISODuration(seconds: 1))
        #expect(try await woken.value == start.adding(seconds: 3600))
    }

    @Test("Followers wake at their time, and no others do")
    func manyFollowers() async throws {
        let simulator = try Simulator(clock: .manual(start))
        let clock = simulator.clock(.following)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for minutes in 1...20 {
                group.addTask {
                    try await clock.sleep(for: .seconds(60 * minutes))
                    return minutes
                }
            }
            await sleepers(20, in: simulator)
            simulator.advance(by: ISODuration(seconds: 600))
            var woken: Set<Int> = []
            for _ in 1...10 { woken.insert(try #require(try await group.next())) }
            #expect(woken == Set(1...10))
            #expect(simulator.sleeping == 10)
            group.cancelAll()
        }
    }

    @Test("A cancelled sleep ends with CancellationError, before and while it sleeps")
    func cancellation() async throws {
        let simulator = try Simulator(clock: .manual(start))
        let clock = simulator.clock(.following)
        let task = Task { try await clock.sleep(for: .seconds(60)) }
        await sleepers(1, in: simulator)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(simulator.sleeping == 0)
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await simulator.clock(.advancing).sleep(for: .seconds(60))
        }
        await #expect(throws: CancellationError.self) { try await early.value }
        #expect(simulator.now == start)
    }

    @Test("A deadline past the clock's last instant never passes, and can be cancelled")
    func never() async throws {
        let simulator = try Simulator(clock: .manual(start))
        let clock = simulator.clock(.advancing)
        let task = Task { try await clock.sleep(until: ClockInstant(secondsSinceEpoch: .max)) }
        await sleepers(1, in: simulator)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("While the clock runs, a sleep takes the remaining real time")
    func running() async throws {
        let simulator = try Simulator(clock: .running(from: start, speed: 10_000_000))
        let clock = simulator.clock(.advancing)
        try await clock.sleep(until: ClockInstant(start.adding(hours: 5)))
        #expect(simulator.now >= start.adding(hours: 5))
        #expect(simulator.get("/_sim/clock").json["mode"] == .string("factor"))
    }

    @Test("A sleeper of a running clock continues to sleep when the clock stops, and wakes when it moves")
    func modeChange() async throws {
        let simulator = try Simulator(clock: .running(from: start, speed: 1))
        let clock = simulator.clock(.following)
        let task = Task { try await clock.sleep(until: ClockInstant(start.adding(hours: 5))) }
        await sleepers(1, in: simulator)
        simulator.advance(to: start.adding(hours: 4))
        await sleepers(1, in: simulator)
        simulator.advance(to: start.adding(hours: 5))
        try await task.value
    }

    /// Waits until `count` tasks sleep.
    private func sleepers(_ count: Int, in simulator: Simulator) async {
        while simulator.sleeping < count { await Task.yield() }
    }
}

extension Simulator {
    fileprivate var sleeping: Int { directory.sandboxes[0].sleepers.sleeping }
}
