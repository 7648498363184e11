import InsightsAPI
import InsightsQuery

/// How a report and its runs go on (insights-api section 7).
///
///             slot comes            run time is over
///     Pending ----------> Running ------------------> Completed
///       |  ^
/// pause |  | resume, to the next slot of the grid
///       v  |
///     Paused
///
/// A report is Active while runs are to come, Paused between pause and resume, and Inactive when its count is used up
/// and the last run is completed.
extension Report {
    /// How long executions stay in the history (section 7.5).
    static let historyDays = 90
    /// More runs than 90 days can hold; from here on old ones are forgotten before the clock stands still.
    private static let longestHistory = 2000

    /// The instant at which something happens next; nil if nothing does by itself.
    ///
    /// While a run is under way the next slot waits for it, so the run's end comes first.
    func nextDue(runDuration: Int) -> Timestamp? {
        if let index = runningIndex, let began = executions[index].startedTime {
            return began.adding(seconds: runDuration)
        }
        guard let last = executions.last, last.status == .pending else { return nil }
        return last.slot
    }

    /// Where the run under way is: last, or before the one that is to come.
    private var runningIndex: Int? {
        executions.suffix(2).lastIndex { $0.status == .running }
    }

    /// Lets everything happen that is due until an instant, in order.
    mutating func settle(until now: Timestamp, runDuration: Int, identifiers: inout IdentifierSource) {
        while let due = nextDue(runDuration: runDuration), due <= now {
            if let index = runningIndex {
                complete(at: index, time: due)
            } else {
                begin(identifiers: &identifiers)
            }
            // A clock that is moved by years must not pile up runs that nobody will see.
            if executions.count > Self.longestHistory { forgetHistory(before: due) }
        }
        forgetHistory(before: now)
    }

    /// Pending -> Running, and the next slot's Pending record appears, if one is to come.
    private mutating func begin(identifiers: inout IdentifierSource) {
        let index = executions.count - 1
        let slot = executions[index].slot
        let freeSince = executions.dropLast().last?.generatedTime ?? slot
        executions[index].status = .running
        executions[index].startedTime = max(slot, freeSince)
        executions[index].format = format
        slotsUsed += 1
        if status == .active, schedule.count.map({ slotsUsed < $0 }) ?? true {
            appendPending(slot: schedule.firstSlot(after: slot), identifiers: &identifiers)
        }
    }

    /// Running -> Completed; the report becomes Inactive, if nothing is to come.
    private mutating func complete(at index: Int, time: Timestamp) {
        executions[index].status = .completed
        executions[index].generatedTime = time
        if status == .active, index == executions.count - 1 { status = .inactive }
    }

    /// Adds the record of a run that is to come.
    mutating func appendPending(slot: Timestamp, identifiers: inout IdentifierSource) {
        executions.append(
            Execution(id: identifiers.makeUUID(), slot: slot, status: .pending, format: format))
    }

    /// Active -> Paused.
    ///
    /// Running executions finish.
    mutating func pause(at now: Timestamp) {
        guard status == .active else { return }
        status = .paused
        modifiedTime = now
        if let last = executions.indices.last, executions[last].status == .pending { executions[last].status = .paused }
    }

    /// Paused -> Active.
    ///
    /// Slots missed meanwhile are skipped and do not count.
    mutating func resume(at now: Timestamp) {
        guard status == .paused else { return }
        modifiedTime = now
        guard let last = executions.indices.last, executions[last].status == .paused else {
            // The last slot had already begun when the report was paused: nothing is to come.
            status = executions.contains { $0.status == .running } ? .active : .inactive
            return
        }
        status = .active
        executions[last].status = .pending
        if executions[last].slot <= now { executions[last].slot = schedule.firstSlot(after: now) }
    }

    /// Changes the file format of every run that has not begun.
    mutating func changeFormat(_ format: ReportFormat) {
        self.format = format
        if let last = executions.indices.last, executions[last].startedTime == nil { executions[last].format = format }
    }

    /// Moves the run that is to come to the schedule's new start (section 4.8); slots that have begun still count.
    mutating func reschedule(_ schedule: ReportSchedule, identifiers: inout IdentifierSource) {
        self.schedule = schedule
        let waiting = executions.last.map { $0.status == .pending || $0.status == .paused } ?? false
        let isUsedUp = schedule.count.map { slotsUsed >= $0 } ?? false
        switch (waiting, isUsedUp) {
        case (true, false): executions[executions.count - 1].slot = schedule.start
        case (true, true):
            executions.removeLast()
            if !executions.contains(where: { $0.status == .running }) { status = .inactive }
        case (false, false) where status == .active:
            appendPending(slot: schedule.start, identifiers: &identifiers)
        case (false, _): break
        }
    }

    /// Forgets completed runs that are too old.
    private mutating func forgetHistory(before now: Timestamp) {
        if let first = executions.first, first.status == .completed, !first.isInHistory(at: now) {
            executions.removeAll { $0.status == .completed && !$0.isInHistory(at: now) }
        }
    }
}
