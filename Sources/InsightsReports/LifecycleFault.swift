package import InsightsFaults
import InsightsQuery
package import InsightsTime

/// A fault of an execution or a callback that is not in the journal yet.
package struct LifecycleFault: Sendable {
    package let fired: TriggeredFault
    /// A description of the execution or callback.
    package let subject: String
    package let time: Timestamp
}

extension ServiceState {
    /// Holds the execution that has just started, if a fault requires it; `index` is the slot of its report.
    package mutating func holdRun(ofReportAt index: Int, at now: Timestamp) {
        guard !faults.isEmpty else { return }
        let report = reportTable[index]
        guard let run = report.executionUnderWay else { return }
        guard
            let held = faults.holdsExecution(
                reportName: report.plan.name, program: report.account.program, at: now)
        else { return }
        hold(reportAt: index, until: held.until)
        firedFaults.append(
            LifecycleFault(fired: held.fired, subject: "execution \(run.id) of report \(report.id)", time: now))
    }

    /// Returns the fault of a callback; nil if there is none.
    package mutating func failedCallback(_ delivery: CallbackDelivery, at now: Timestamp) -> TriggeredFault? {
        guard !faults.isEmpty, let slot = reportTable.slot(id: delivery.reportID),
            let fired = faults.failsCallback(program: reportTable[slot].account.program, at: now)
        else { return nil }
        firedFaults.append(
            LifecycleFault(
                fired: fired, subject: "callback \(delivery.attempt) of execution \(delivery.executionID)", time: now))
        return fired
    }
}
