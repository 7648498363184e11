import InsightsQuery
import InsightsTime

/// The documented rules of reports in the simplest code, to compare the simulator with.
///
/// Runs take no time here.
struct ReportModel {
    /// One report.
    struct Report: Equatable {
        let id: String
        var status = "Active"
        var start: Timestamp
        /// Seconds between slots.
        var interval: Int
        var count: Int?
        /// The slot that is to come; nil once there is none.
        var next: Timestamp?
        var completed: [Timestamp] = []
        /// Runs made so far, those that are no longer listed included.
        var used = 0
    }

    static let activeQuota = 4
    static let immediateQuota = 3

    var now: Timestamp
    var reports: [Report] = []
    private var immediate: [Timestamp] = []

    init(now: Timestamp) {
        self.now = now
    }

    var activeCount: Int { reports.count { $0.status == "Active" } }
    var hasFreeSlot: Bool { activeCount < Self.activeQuota }
    var mayRunAtOnce: Bool {
        immediate.count { $0.secondsSinceEpoch > now.secondsSinceEpoch - 3600 } < Self.immediateQuota
    }

    mutating func create(id: String, start: Timestamp, hours: Int, count: Int?) {
        reports.append(Report(id: id, start: start, interval: hours * 3600, count: count, next: start))
    }

    mutating func runAtOnce(id: String) {
        immediate.append(now)
        reports.append(Report(id: id, start: now, interval: 0, count: 1, next: now))
        processEvents()
    }

    mutating func advance(to instant: Timestamp) {
        now = instant
        processEvents()
    }

    private mutating func processEvents() {
        for index in reports.indices where reports[index].status == "Active" {
            while let slot = reports[index].next, slot <= now {
                reports[index].completed.append(slot)
                reports[index].used += 1
                if reports[index].used == reports[index].count {
                    reports[index].next = nil
                    reports[index].status = "Inactive"
                } else {
                    reports[index].next = slot.adding(seconds: reports[index].interval)
                }
            }
        }
    }

    mutating func pause(_ index: Int) {
        if reports[index].status == "Active" { reports[index].status = "Paused" }
    }

    mutating func resume(_ index: Int) {
        guard reports[index].status == "Paused" else { return }
        reports[index].status = "Active"
        guard let next = reports[index].next, next <= now else { return }
        var slot = reports[index].start
        while slot <= now { slot = slot.adding(seconds: reports[index].interval) }
        reports[index].next = slot
    }

    mutating func update(_ index: Int, start: Timestamp, hours: Int?, count: Int?) {
        reports[index].start = start
        if let hours { reports[index].interval = hours * 3600 }
        if let count { reports[index].count = count }
        guard reports[index].next != nil else { return }
        if let count = reports[index].count, reports[index].used >= count {
            reports[index].next = nil
            reports[index].status = "Inactive"
        } else {
            reports[index].next = start
        }
    }

    /// Returns the statuses of a report's listed runs, with the times of the finished ones, newest first.
    func runs(_ index: Int) -> [String] {
        let report = reports[index]
        let finished = report.completed.filter { $0 >= now.adding(hours: -24 * 90) }.reversed()
        let waiting = report.next == nil ? [] : [report.status == "Paused" ? "Paused" : "Pending"]
        return waiting + finished.map { "Completed \($0)" }
    }
}
