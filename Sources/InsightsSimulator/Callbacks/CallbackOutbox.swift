import InsightsAPI
import InsightsQuery
import InsightsTime

/// The callbacks of a tenant: those that are owed, earliest first, and what became of the last ones.
///
/// A value: it decides what is owed when, and sends nothing.
struct CallbackOutbox: Sendable {
    /// How many calls may be owed; past it, new ones are recorded as refused.
    static let waitingLimit = 1000
    /// How many outcomes are kept; past it the oldest are dropped.
    static let recordLimit = 1000
    /// Seconds to the second try; each further one waits twice as long as the one before.
    static let initialBackoff = 30

    private var waiting: [CallbackDelivery] = []
    private(set) var records: [CallbackRecord] = []

    /// When the next call falls due; nil if none is owed.
    var nextDue: Timestamp? { waiting.first?.due }

    /// Notes that a run has completed, if its report wants to be called.
    mutating func enqueue(_ execution: Execution, of report: Report, at time: Timestamp) {
        guard let url = report.plan.callbackURL else { return }
        add(
            CallbackDelivery(
                reportID: report.id, executionID: execution.id, url: url, method: report.plan.callbackMethod ?? .post,
                attempt: 1, due: time))
    }

    /// Takes the next call that is due, if one is.
    mutating func dequeueDue(at now: Timestamp) -> CallbackDelivery? {
        guard let due = nextDue, due <= now else { return nil }
        return waiting.removeFirst()
    }

    /// Notes what became of a call; a failed one is owed again while tries are left.
    mutating func record(_ outcome: CallbackOutcome, of delivery: CallbackDelivery, at now: Timestamp, attempts: Int) {
        keep(CallbackRecord(delivery: delivery, time: now, outcome: outcome))
        guard outcome.mayBeRetried, delivery.attempt < attempts else { return }
        let backOff = Self.initialBackoff << (delivery.attempt - 1)
        add(
            CallbackDelivery(
                reportID: delivery.reportID, executionID: delivery.executionID, url: delivery.url,
                method: delivery.method, attempt: delivery.attempt + 1, due: now.adding(seconds: backOff)))
    }

    /// Drops what is owed for a report.
    mutating func drop(reportID: String) {
        waiting.removeAll { $0.reportID == reportID }
    }

    /// Puts a call in its place: after those that are due no later.
    private mutating func add(_ delivery: CallbackDelivery) {
        guard waiting.count < Self.waitingLimit else {
            let reason = "\(Self.waitingLimit) callbacks wait already"
            return keep(CallbackRecord(delivery: delivery, time: delivery.due, outcome: .refused(reason)))
        }
        let index = waiting.lastIndex { $0.due <= delivery.due }.map { $0 + 1 } ?? 0
        waiting.insert(delivery, at: index)
    }

    private mutating func keep(_ record: CallbackRecord) {
        records.append(record)
        // Dropped a quarter at a time, so that keeping one costs the same however many there were.
        if records.count > Self.recordLimit { records.removeFirst(Self.recordLimit / 4) }
    }
}
