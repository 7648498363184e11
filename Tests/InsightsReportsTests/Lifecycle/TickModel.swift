import InsightsAPI

/// A second implementation of the documented rules of reports.
///
/// It computes nothing ahead: it steps through every half hour of the clock.
struct TickModel {
    /// Half hours.
    typealias Tick = Int

    struct Run: Equatable {
        var slot: Tick
        var status: ExecutionStatus
        var began: Tick = 0
        var generated: Tick?
    }

    struct Report {
        var status = ReportStatus.active
        var start: Tick
        var interval: Tick
        var count: Int?
        var used = 0
        /// The current and future ones.
        var runs: [Run]
        /// Those completed.
        var past: [Run] = []
    }

    static let history: Tick = 90 * 48

    var now: Tick = 0
    let runTime: Tick
    var reports: [Report] = []

    init(runTime: Tick) {
        self.runTime = runTime
    }

    mutating func schedule(inTicks ticks: Tick, every interval: Tick, count: Int?) {
        reports.append(
            Report(
                start: now + ticks, interval: interval, count: count, runs: [Run(slot: now + ticks, status: .pending)]))
    }

    mutating func executeNow() {
        reports.append(Report(start: now, interval: 0, count: 1, runs: [Run(slot: now, status: .pending)]))
    }

    mutating func wait(_ ticks: Tick) {
        live()
        for _ in 0..<ticks {
            now += 1
            live()
        }
        for index in reports.indices { reports[index].past.removeAll { $0.slot < now - Self.history } }
    }

    /// Processes the due events of this half hour, until none is left.
    private mutating func live() {
        for index in reports.indices {
            while step(&reports[index]) {}
        }
    }

    private func step(_ report: inout Report) -> Bool {
        if let running = report.runs.firstIndex(where: { $0.status == .running }) {
            guard report.runs[running].began + runTime <= now else { return false }
            var run = report.runs.remove(at: running)
            run.status = .completed
            run.generated = now
            report.past.append(run)
            if report.runs.isEmpty, report.status == .active { report.status = .inactive }
            return true
        }
        guard let pending = report.runs.firstIndex(where: { $0.status == .pending }),
            report.runs[pending].slot <= now
        else { return false }
        report.runs[pending].status = .running
        report.runs[pending].began = now
        report.used += 1
        if hasSlotsLeft(report) {
            report.runs.append(Run(slot: report.runs[pending].slot + report.interval, status: .pending))
        }
        return true
    }

    private func hasSlotsLeft(_ report: Report) -> Bool {
        guard let count = report.count else { return true }
        return report.used < count
    }

    // MARK: Calls; false for a refusal

    mutating func pause(_ index: Int) -> Bool {
        guard reports[index].status != .inactive else { return false }
        reports[index].status = .paused
        change(index, from: .pending) { $0.status = .paused }
        return true
    }

    mutating func resume(_ index: Int) -> Bool {
        guard reports[index].status != .inactive else { return false }
        guard reports[index].status == .paused else { return true }
        let (start, interval, now) = (reports[index].start, reports[index].interval, now)
        reports[index].status = .active
        change(index, from: .paused) { run in
            run.status = .pending
            guard run.slot <= now else { return }
            run.slot = start
            while run.slot <= now { run.slot += interval }
        }
        if reports[index].runs.isEmpty { reports[index].status = .inactive }
        return true
    }

    mutating func update(_ index: Int, inTicks ticks: Tick, every interval: Tick, count: Int?) {
        let start = now + ticks
        reports[index].start = start
        reports[index].interval = interval
        reports[index].count = count
        if reports[index].status == .inactive { return }
        let waiting = reports[index].runs.filter { $0.status == .pending || $0.status == .paused }
        reports[index].runs.removeAll { $0.status == .pending || $0.status == .paused }
        if hasSlotsLeft(reports[index]) {
            let status: ExecutionStatus = reports[index].status == .paused ? .paused : .pending
            reports[index].runs.append(Run(slot: start, status: status))
        } else if !waiting.isEmpty, reports[index].runs.isEmpty {
            reports[index].status = .inactive
        }
    }

    private mutating func change(_ index: Int, from status: ExecutionStatus, _ body: (inout Run) -> Void) {
        for run in reports[index].runs.indices where reports[index].runs[run].status == status {
            body(&reports[index].runs[run])
        }
    }
}
