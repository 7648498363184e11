import InsightsQuery
import InsightsTime

/// A fault that befell a run of a report or a callback, on its way into the journal.
struct LifecycleFault: Sendable {
    let fired: TriggeredFault
    /// What it befell, in words.
    let subject: String
    let time: Timestamp
}

extension ServiceState {
    /// Holds the run that has just begun, if a fault says so.
    mutating func holdRun(ofReportAt index: Int, at now: Timestamp) {
        guard !faults.isEmpty, let run = reports[index].executionUnderWay else { return }
        let report = reports[index]
        guard
            let held = faults.holdsExecution(
                reportName: report.plan.name, program: report.account.program, at: now)
        else { return }
        hold(reportAt: index, until: held.until)
        firedFaults.append(
            LifecycleFault(fired: held.fired, subject: "execution \(run.id) of report \(report.id)", time: now))
    }

    /// How a callback fails, if a fault says that it does.
    mutating func failedCallback(_ delivery: CallbackDelivery, at now: Timestamp) -> TriggeredFault? {
        guard !faults.isEmpty, let report = reports.first(where: { $0.id == delivery.reportID }),
            let fired = faults.failsCallback(program: report.account.program, at: now)
        else { return nil }
        firedFaults.append(
            LifecycleFault(
                fired: fired, subject: "callback \(delivery.attempt) of execution \(delivery.executionID)", time: now))
        return fired
    }
}
