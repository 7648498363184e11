package import InsightsTime

/// The documented rules of reports in the simplest code, to compare a service with.
///
/// Runs take no time here.
package struct ReportModel: Sendable {
    /// One report.
    package struct Report: Equatable, Sendable {
        /// The identifier, or any other text that names the report.
        package let id: String
        /// The status: `Active`, `Paused` or `Inactive`.
        package var status = "Active"
        /// The first slot.
        package var start: Timestamp
        /// The seconds between slots; 0 for a report that runs once, at once.
        package var interval: Int
        /// The number of slots; nil for no end.
        package var count: Int?
        /// The slot that is to come; nil once there is none.
        package var next: Timestamp?
        /// The slots at which it ran, oldest first.
        package var completed: [Timestamp] = []
        /// The number of runs so far, including those that are no longer listed.
        package var used = 0
    }

    /// The number of active reports that are allowed; nil for any.
    package let activeQuota: Int?
    /// The number of reports in an hour that may run at once; nil for any.
    package let immediateQuota: Int?
    /// The current time.
    package private(set) var now: Timestamp
    /// The reports that are not deleted, oldest first.
    package var reports: [Report] = []
    private var immediate: [Timestamp] = []

    /// Creates a model without reports.
    package init(now: Timestamp, activeQuota: Int?, immediateQuota: Int?) {
        self.now = now
        self.activeQuota = activeQuota
        self.immediateQuota = immediateQuota
    }

    /// Whether a further report may be active.
    package var hasFreeSlot: Bool {
        activeQuota.map { quota in reports.count { $0.status == "Active" } < quota } ?? true
    }

    /// Whether a further report may run at once.
    package var mayRunAtOnce: Bool {
        immediateQuota.map { quota in
            immediate.count { $0.secondsSinceEpoch > now.secondsSinceEpoch - 3600 } < quota
        } ?? true
    }

    /// Adds a report with a schedule.
    package mutating func create(id: String, start: Timestamp, hours: Int, count: Int?) {
        reports.append(Report(id: id, start: start, interval: hours * 3600, count: count, next: start))
    }

    /// Adds a report that runs once, at once.
    package mutating func runAtOnce(id: String) {
        immediate.append(now)
        reports.append(Report(id: id, start: now, interval: 0, count: 1, next: now))
        processEvents()
    }

    /// Moves the time on, and runs what is due.
    package mutating func advance(to instant: Timestamp) {
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

    /// Pauses the report at a position.
    package mutating func pause(_ index: Int) {
        if reports[index].status == "Active" { reports[index].status = "Paused" }
    }

    /// Returns whether the report at a position may be resumed; an active one may be, without effect.
    package func mayResume(_ index: Int) -> Bool {
        reports[index].status == "Active" || (reports[index].status == "Paused" && hasFreeSlot)
    }

    /// Resumes the report at a position; slots of the past are left out.
    package mutating func resume(_ index: Int) {
        guard reports[index].status == "Paused" else { return }
        reports[index].status = "Active"
        guard let next = reports[index].next, next <= now else { return }
        var slot = reports[index].start
        while slot <= now { slot = slot.adding(seconds: reports[index].interval) }
        reports[index].next = slot
    }

    /// Changes the schedule of the report at a position; nil keeps a value.
    package mutating func update(_ index: Int, start: Timestamp, hours: Int?, count: Int?) {
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

    /// Returns the runs that a list shows of the report at a position, newest first; the time is nil for one to come.
    package func runs(_ index: Int) -> [(status: String, time: Timestamp?)] {
        let report = reports[index]
        let finished = report.completed.filter { $0 >= now.adding(hours: -24 * 90) }.reversed()
        let waiting = report.next == nil ? [] : [report.status == "Paused" ? "Paused" : "Pending"]
        return waiting.map { ($0, nil) } + finished.map { ("Completed", $0) }
    }
}
