import InsightsAPI
public import InsightsTime

/// Something that happened to a tenant and was no request.
public struct JournalEvent: Sendable, Equatable {
    /// The tenant's instant.
    public let time: Timestamp
    let kind: Kind

    /// What happened: what a replay must repeat, and faults and callbacks that belong to no request.
    indirect enum Kind: Sendable {
        /// The clock was moved to an instant.
        case clockMoved(Timestamp)
        /// The faults were replaced.
        case faultsChanged(FaultPlan)
        /// Another key signs from then on.
        case keyRotated
        /// A fault fired on a run of a report or on a callback.
        case faultFired(TriggeredFault, subject: String)
        /// A callback was sent or refused, with its outcome; or a fault made it fail.
        case callback(CallbackDelivery, CallbackOutcome, isFault: Bool)
    }

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

    init(_ kind: Kind, at time: Timestamp) {
        self.kind = kind
        self.time = time
    }

    /// What became of a callback; nil where it was something else.
    public var callback: Callback? {
        guard case .callback(let delivery, let outcome, let isFault) = kind else { return nil }
        return Callback(reportID: delivery.reportID, attempt: delivery.attempt, outcome: outcome, isFault: isFault)
    }

    /// What it was, in words.
    public var text: String {
        switch kind {
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

    /// Whether two events show the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.time == right.time && left.text == right.text && left.callback == right.callback
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
