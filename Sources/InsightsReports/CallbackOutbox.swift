import InsightsAPI
import InsightsQuery
package import InsightsTime

/// The callbacks of a tenant: those owed, earliest first, and the latest outcomes.
///
/// A value: it decides which callbacks are due, and sends nothing.
package struct CallbackOutbox: Sendable {
    /// The maximum number of callbacks owed; further ones are recorded as refused.
    package static let waitingLimit = 1000
    /// How many outcomes are kept; past it the oldest are dropped.
    package static let recordLimit = 1000
    /// The seconds before the second attempt; the delay doubles for each further attempt.
    package static let initialBackoff = 30

    private(set) var waiting: [CallbackDelivery] = []
    /// The callbacks that were taken to be sent and have no outcome yet.
    private(set) var underWay: [CallbackDelivery] = []
    package private(set) var records: [CallbackRecord] = []
    /// The number of records that were dropped, which are those before the first.
    var droppedRecords = 0
    /// The records that are saved, by their numbers since the first of all.
    var savedRecords = 0..<0
    /// Whether restoring changed what was owed.
    private(set) var hasRestoredChanges = false
    /// The outcomes of callbacks that the end of the process interrupted twice, while the state is restored.
    private var lostOutcomes: [CallbackRecord] = []

    /// The time at which the next callback is due; nil if none is owed.
    package var nextDue: Timestamp? { waiting.first?.due }

    /// Adds the callback of a completed execution, if its report has a callback URL.
    package mutating func enqueue(_ execution: Execution, of report: Report, at time: Timestamp) {
        guard let url = report.plan.callbackURL else { return }
        add(
            CallbackDelivery(
                reportID: report.id, executionID: execution.id, url: url, method: report.plan.callbackMethod ?? .post,
                attempt: 1, due: time, isFromThisMachine: report.plan.callbackIsFromThisMachine))
    }

    /// Removes and returns the next callback that is due; nil if there is none.
    package mutating func dequeueDue(at now: Timestamp) -> CallbackDelivery? {
        guard let due = nextDue, due <= now else { return nil }
        let delivery = waiting.removeFirst()
        underWay.append(delivery)
        return delivery
    }

    /// Records the outcome of an attempt; a failed one is retried while attempts are left.
    package mutating func record(
        _ outcome: CallbackOutcome, of delivery: CallbackDelivery, at now: Timestamp, attempts: Int
    ) {
        if let index = underWay.firstIndex(of: delivery) { underWay.remove(at: index) }
        keep(CallbackRecord(delivery: delivery, time: now, outcome: outcome))
        guard outcome.mayBeRetried, delivery.attempt < attempts else { return }
        let backOff = Self.initialBackoff << (delivery.attempt - 1)
        add(
            CallbackDelivery(
                reportID: delivery.reportID, executionID: delivery.executionID, url: delivery.url,
                method: delivery.method, attempt: delivery.attempt + 1, due: now.adding(seconds: backOff),
                isFromThisMachine: delivery.isFromThisMachine))
    }

    /// Drops the callbacks owed for a report.
    package mutating func drop(reportID: String) {
        waiting.removeAll { $0.reportID == reportID }
    }

    /// Inserts a callback after those that are due at the same time or earlier.
    private mutating func add(_ delivery: CallbackDelivery) {
        guard waiting.count < Self.waitingLimit else {
            let reason = "\(Self.waitingLimit) callbacks wait already"
            return keep(CallbackRecord(delivery: delivery, time: delivery.due, outcome: .refused(reason)))
        }
        let index = waiting.lastIndex { $0.due <= delivery.due }.map { $0 + 1 } ?? 0
        waiting.insert(delivery, at: index)
    }

    // MARK: Saving

    /// Restores what was owed.
    ///
    /// A callback that was under way is sent once more; one that was sent again already counts as failed.
    mutating func restore(waiting: [CallbackDelivery], underWay: [CallbackDelivery]) {
        self.waiting = waiting
        hasRestoredChanges = !underWay.isEmpty
        for var delivery in underWay.reversed() where !delivery.isRepeated {
            delivery.isRepeated = true
            self.waiting.insert(delivery, at: 0)
        }
        lostOutcomes = underWay.filter(\.isRepeated).map {
            CallbackRecord(
                delivery: $0, time: $0.due, outcome: .failed("the simulator ended twice while it was sent"))
        }
    }

    /// Restores the outcomes.
    mutating func restore(_ saved: [CallbackRecord]) {
        records = saved
        for record in lostOutcomes { keep(record) }
        lostOutcomes = []
    }

    private mutating func keep(_ record: CallbackRecord) {
        records.append(record)
        // Drop a quarter at once, so that the cost of one record is constant on average.
        guard records.count > Self.recordLimit else { return }
        records.removeFirst(Self.recordLimit / 4)
        droppedRecords += Self.recordLimit / 4
    }
}
