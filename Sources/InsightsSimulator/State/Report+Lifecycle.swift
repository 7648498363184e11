import InsightsAPI
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// How a report and its runs go on (insights-api section 7), by the rows of `LifecycleTable`.
extension Report {
    /// How long executions stay in the history (section 7.5).
    static let historyDays = 90

    /// More runs than 90 days can hold: past it, old ones are forgotten while the clock is still moved.
    private static let longestHistory = 1200

    /// The instant at which something happens next; nil if nothing does by itself.
    ///
    /// While a run is under way the next slot waits for it, so the run's end comes first.
    func nextDue(runDuration: Int) -> Timestamp? {
        if let index = runningIndex, let began = executions[index].startedTime {
            let end = began.adding(seconds: runDuration)
            guard let hold = executions[index].hold else { return end }
            return hold.until.map { max(end, $0) }
        }
        guard let last = executions.last, last.status == .pending else { return nil }
        return max(last.slot, executions.dropLast().last?.generatedTime ?? last.slot)
    }

    /// The run under way: only the run to come stands behind it.
    private var runningIndex: Int? {
        executions.indices.suffix(2).last { executions[$0].status == .running }
    }

    /// The run under way; nil if there is none.
    var executionUnderWay: Execution? { runningIndex.map { executions[$0] } }

    /// Keeps the run under way from completing before an instant; nil for good.
    mutating func hold(until instant: Timestamp?) {
        if let index = runningIndex { executions[index].hold = Execution.Hold(until: instant) }
    }

    /// Lets the next thing happen, at the instant it is due; returns the run that completed, if one did.
    mutating func step(at due: Timestamp, identifiers: inout IdentifierSource) -> Execution? {
        guard let index = runningIndex else {
            begin(at: due, identifiers: &identifiers)
            return nil
        }
        complete(at: index, time: due)
        let completed = executions[index]
        if executions.count > Self.longestHistory { forgetHistory(before: due) }
        return completed
    }

    /// Begins the run to come, and plans the next one, if there is to be one.
    private mutating func begin(at time: Timestamp, identifiers: inout IdentifierSource) {
        let index = executions.count - 1
        executions[index].apply(.slotComes)
        executions[index].startedTime = time
        executions[index].format = format
        slotsUsed += 1
        if status == .active, !isUsedUp {
            append(.planned, slot: schedule.firstSlot(after: executions[index].slot), identifiers: &identifiers)
        }
    }

    /// Completes the run under way; with nothing to come, the report is at its end.
    private mutating func complete(at index: Int, time: Timestamp) {
        executions[index].apply(.runTimeIsOver)
        executions[index].generatedTime = time
        if status == .active, index == executions.count - 1 { apply(.lastRunCompleted) }
    }

    /// Whether every slot of the count has begun.
    private var isUsedUp: Bool {
        schedule.count.map { slotsUsed >= $0 } ?? false
    }

    /// Adds the record of a run that is to come.
    mutating func append(_ event: ExecutionEvent, slot: Timestamp, identifiers: inout IdentifierSource) {
        executions.append(Execution(id: identifiers.makeUUID(), slot: slot, format: format, on: event))
    }

    // MARK: What callers ask for

    /// Stops the schedule; a run under way finishes.
    mutating func pause(at now: Timestamp) {
        let wasActive = status == .active
        apply(.paused)
        guard wasActive else { return }
        modifiedTime = now
        if let last = executions.indices.last, executions[last].status == .pending {
            executions[last].apply(.reportPaused)
        }
    }

    /// Starts the schedule again; slots missed meanwhile are skipped and do not count.
    mutating func resume(at now: Timestamp) {
        let wasPaused = status == .paused
        guard let last = executions.indices.last, executions[last].status == .paused else {
            // The last slot had begun already when the report was paused, or it is not paused at all.
            apply(wasPaused && runningIndex == nil ? .resumedAfterLast : .resumed)
            if wasPaused { modifiedTime = now }
            return
        }
        apply(.resumed)
        modifiedTime = now
        executions[last].apply(.reportResumed)
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
        let last = executions.count - 1
        let waits = executions.last?.isWaiting ?? false
        if waits, isUsedUp {
            if !executions[last].apply(.countUsedUp) { executions.removeLast() }
            apply(runningIndex == nil ? .countUsedUp : .updated)
            return
        }
        apply(.updated)
        if waits {
            executions[last].apply(.startMoved)
            executions[last].slot = schedule.start
        } else if !isUsedUp, status != .inactive {
            // Its last slot is under way: the new count gives it more.
            append(status == .paused ? .plannedWhilePaused : .planned, slot: schedule.start, identifiers: &identifiers)
        }
    }

    /// Ends the report with all its runs.
    mutating func end() {
        executions = executions.filter { execution in
            var execution = execution
            return execution.apply(.reportDeleted)
        }
        apply(.deleted)
    }

    // MARK: History

    /// Forgets completed runs that are too old.
    mutating func forgetHistory(before now: Timestamp) {
        guard let first = executions.first, !first.isInHistory(at: now) else { return }
        executions = executions.filter { execution in
            guard !execution.isInHistory(at: now) else { return true }
            var execution = execution
            return execution.apply(.outOfHistory)
        }
    }
}
