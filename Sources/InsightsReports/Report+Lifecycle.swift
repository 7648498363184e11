package import InsightsAPI
import InsightsQuery
package import InsightsRandomness
package import InsightsTime

/// The progress of a report and its executions (insights-api section 7), by the rows of `LifecycleTable`.
extension Report {
    /// The retention of executions, in days (section 7.5).
    package static let historyDays = 90

    /// A number of executions larger than 90 days can hold; beyond it, expired executions are dropped during a clock
    /// advance.
    private static let longestHistory = 1200

    /// Returns the instant of the next event; nil if none is due.
    ///
    /// A running execution delays the next slot, so its end comes first.
    package func nextDue(runDuration: Int) -> Timestamp? {
        if let index = runningIndex, let began = executions[index].startedTime {
            let end = began.adding(seconds: runDuration)
            guard let hold = executions[index].hold else { return end }
            return hold.until.map { max(end, $0) }
        }
        guard let last = executions.last, last.status == .pending else { return nil }
        guard executions.count > 1 else { return last.slot }
        return max(last.slot, executions[executions.count - 2].generatedTime ?? last.slot)
    }

    /// The index of the running execution; at most one planned execution follows it.
    private var runningIndex: Int? {
        var index = executions.count - 1
        let end = max(0, executions.count - 2)
        while index >= end {
            if executions[index].status == .running { return index }
            index -= 1
        }
        return nil
    }

    /// The running execution; nil if there is none.
    package var executionUnderWay: Execution? { runningIndex.map { executions[$0] } }

    /// Keeps the running execution from completing before an instant; nil for ever.
    package mutating func hold(until instant: Timestamp?) {
        if let index = runningIndex { executions[index].hold = Execution.Hold(until: instant) }
    }

    /// Processes the next event at the instant it is due; returns the execution that it completed, if any.
    package mutating func step(at due: Timestamp, identifiers: inout IdentifierSource) -> Execution? {
        guard let index = runningIndex else {
            begin(at: due, identifiers: &identifiers)
            return nil
        }
        complete(at: index, time: due)
        let completed = executions[index]
        if executions.count > Self.longestHistory { forgetHistory(before: due) }
        return completed
    }

    /// Starts the planned execution, and plans the next one if slots are left.
    private mutating func begin(at time: Timestamp, identifiers: inout IdentifierSource) {
        let index = executions.count - 1
        executions[index].apply(.slotComes)
        executions[index].startedTime = time
        executions[index].format = plan.format
        slotsUsed += 1
        let next = plan.schedule.firstSlot(after: executions[index].slot)
        if status == .active, !isUsedUp, plan.schedule.allows(next) {
            append(.planned, slot: next, identifiers: &identifiers)
        }
    }

    /// Completes the running execution; the report becomes inactive if no execution is planned.
    private mutating func complete(at index: Int, time: Timestamp) {
        executions[index].apply(.runTimeIsOver)
        executions[index].generatedTime = time
        if status == .active, index == executions.count - 1 { apply(.lastRunCompleted) }
    }

    /// Whether all slots of the count have started.
    private var isUsedUp: Bool {
        plan.schedule.count.map { slotsUsed >= $0 } ?? false
    }

    /// Appends a planned execution.
    package mutating func append(_ event: ExecutionEvent, slot: Timestamp, identifiers: inout IdentifierSource) {
        executions.append(Execution(uuid: identifiers.makeUUIDValue(), slot: slot, format: plan.format, on: event))
    }

    // MARK: Operations

    /// Pauses the schedule; a running execution finishes.
    package mutating func pause(at now: Timestamp) {
        let wasActive = status == .active
        apply(.paused)
        guard wasActive else { return }
        modifiedTime = now
        if let last = executions.indices.last, executions[last].status == .pending {
            executions[last].apply(.reportPaused)
        }
    }

    /// Resumes the schedule; slots missed in the meantime are skipped and do not count.
    package mutating func resume(at now: Timestamp) {
        let wasPaused = status == .paused
        guard let last = executions.indices.last, executions[last].status == .paused else {
            // Either the last slot had started before the pause, or the report is not paused.
            apply(wasPaused && runningIndex == nil ? .resumedAfterLast : .resumed)
            if wasPaused { modifiedTime = now }
            return
        }
        modifiedTime = now
        let next = executions[last].slot <= now ? plan.schedule.firstSlot(after: now) : executions[last].slot
        guard plan.schedule.allows(next) else {
            // The end came while the report was paused.
            if !executions[last].apply(.countUsedUp) { executions.removeLast() }
            apply(runningIndex == nil ? .resumedAfterLast : .resumed)
            return
        }
        apply(.resumed)
        executions[last].apply(.reportResumed)
        executions[last].slot = next
    }

    /// Takes over an update and moves the run that is to come.
    package mutating func update(_ plan: ReportPlan, at now: Timestamp, identifiers: inout IdentifierSource) {
        self.plan = plan
        changeFormat(plan.format)
        modifiedTime = now
        reschedule(plan.schedule, identifiers: &identifiers)
    }

    /// Changes the file format of the report and of an execution that has not started.
    package mutating func changeFormat(_ format: ReportFormat) {
        plan.format = format
        if let last = executions.indices.last, executions[last].startedTime == nil { executions[last].format = format }
    }

    /// Moves the planned execution to the new start of the schedule (section 4.8); slots that have started still count.
    package mutating func reschedule(_ schedule: ReportSchedule, identifiers: inout IdentifierSource) {
        plan.schedule = schedule
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
            // The last slot of the old count is running or over; the new count adds slots.
            append(status == .paused ? .plannedWhilePaused : .planned, slot: schedule.start, identifiers: &identifiers)
        }
    }

    /// Ends the report and removes all of its executions.
    package mutating func end() {
        executions = executions.filter { execution in
            var execution = execution
            return execution.apply(.reportDeleted)
        }
        apply(.deleted)
    }

    // MARK: History

    /// Removes completed executions past their retention.
    package mutating func forgetHistory(before now: Timestamp) {
        guard let first = executions.first, !first.isInHistory(at: now) else { return }
        executions = executions.filter { execution in
            guard !execution.isInHistory(at: now) else { return true }
            var execution = execution
            return execution.apply(.outOfHistory)
        }
    }
}
