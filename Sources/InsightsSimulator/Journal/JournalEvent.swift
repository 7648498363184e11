import InsightsAPI
public import InsightsTime

/// Something that happened to a tenant and was no request.
public struct JournalEvent: Sendable, Equatable {
    /// The tenant's instant.
    public let time: Timestamp
    /// What it was, in words.
    public let text: String
    /// What became of a callback; nil where it was something else.
    public let callback: Callback?

    /// One try of a callback, as its receiver had it.
    public struct Callback: Sendable, Equatable {
        /// The report.
        public let reportID: String
        /// Which try it was, from 1.
        public let attempt: Int
        /// What became of it.
        public let outcome: CallbackOutcome
        /// Whether a fault had it so, and not the receiver.
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
    /// The note in words.
    var words: String {
        switch self {
        case .clockMoved: "clock moved"
        case .keyRotated: "signing key rotated"
        case .faultsChanged(let plan): "faults replaced, \(plan.rules.count) rules"
        case .faultFired(let fired, let subject): "fault on \(subject): \(fired)"
        case .callback(let delivery, let outcome, _):
            // Host and port only: names, passwords and queries of the address may be secrets.
            "callback of report \(delivery.reportID), \(delivery.method.rawValue) to "
                + (CallbackAddress(delivery.url).map { "\($0.host):\($0.port)" } ?? "no valid address")
                + ", try \(delivery.attempt): \(outcome.words)"
        }
    }
}

extension CallbackOutcome {
    /// What became of a try, in words.
    fileprivate var words: String {
        switch self {
        case .answered(let status): "answered \(status)"
        case .failed(let reason): "no answer: \(reason)"
        case .refused(let reason): "not sent: \(reason)"
        }
    }
}
