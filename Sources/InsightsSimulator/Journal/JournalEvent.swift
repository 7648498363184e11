import InsightsAPI
public import InsightsTime

/// An event of a tenant that is not a request.
public struct JournalEvent: Sendable, Equatable {
    /// The time of the event, on the tenant's clock.
    public let time: Timestamp
    /// A description of the event.
    public let text: String
    /// The attempt to deliver a callback; nil for other events.
    public let callback: Callback?

    /// One attempt to deliver a callback.
    public struct Callback: Sendable, Equatable {
        /// The identifier of the report.
        public let reportID: String
        /// The number of the attempt, from 1.
        public let attempt: Int
        /// The outcome of the attempt.
        public let outcome: CallbackOutcome
        /// Whether a fault caused the outcome, not the receiver.
        public let isFault: Bool
    }

    init(_ note: JournalNote, at time: Timestamp) {
        self.time = time
        text = note.words
        if case .callback(let delivery, let outcome, let isFault) = note {
            callback = Callback(
                reportID: delivery.reportID, attempt: delivery.attempt, outcome: outcome, isFault: isFault)
        } else {
            callback = nil
        }
    }
}

extension JournalNote {
    /// The note as text.
    var words: String {
        switch self {
        case .clockMoved: "clock moved"
        case .keyRotated: "signing key rotated"
        case .faultsChanged(let plan): "faults replaced, \(plan.rules.count) rules"
        case .faultFired(let fired, let subject): "fault on \(subject): \(fired)"
        case .callback(let delivery, let outcome, _):
            // Only host and port, because credentials and query of the URL may be secret.
            "callback of report \(delivery.reportID), \(delivery.method.rawValue) to "
                + (CallbackAddress(delivery.url).map { "\($0.host):\($0.port)" } ?? "no valid address")
                + ", try \(delivery.attempt): \(outcome.words)"
        }
    }
}

extension CallbackOutcome {
    /// The outcome as text.
    fileprivate var words: String {
        switch self {
        case .answered(let status): "answered \(status)"
        case .failed(let reason): "no answer: \(reason)"
        case .refused(let reason): "not sent: \(reason)"
        }
    }
}
