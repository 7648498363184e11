import InsightsAPI
import InsightsFaults
import InsightsReports
public import InsightsTime

/// An event of a tenant that is not a request.
public struct JournalEvent: Sendable, Equatable {
    /// The time of the event, on the tenant's clock.
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

    init(_ kind: Kind, at time: Timestamp) {
        self.kind = kind
        self.time = time
    }

    /// The attempt to deliver a callback; nil for other events.
    public var callback: Callback? {
        guard case .callback(let delivery, let outcome, let isFault) = kind else { return nil }
        return Callback(reportID: delivery.reportID, attempt: delivery.attempt, outcome: outcome, isFault: isFault)
    }

    /// A description of the event.
    public var text: String {
        switch kind {
        case .clockMoved: "clock moved"
        case .keyRotated: "signing key rotated"
        case .faultsChanged(let plan): "faults replaced, \(plan.rules.count) rules"
        case .faultFired(let fired, let subject): "fault on \(subject): \(fired)"
        case .callback(let delivery, let outcome, _):
            // Only host and port, because credentials and query of the URL may be secret.
            "callback of report \(delivery.reportID), \(delivery.method.rawValue) to "
                + (CallbackAddress(delivery.url).map { "\($0.host):\($0.port)" } ?? "no valid address")
                + ", try \(delivery.attempt): \(outcome.summary)"
        }
    }

    /// Returns whether two events have the same content.
    public static func == (left: Self, right: Self) -> Bool {
        left.time == right.time && left.text == right.text && left.callback == right.callback
    }
}

extension CallbackOutcome {
    /// The outcome as text.
    fileprivate var summary: String {
        switch self {
        case .responded(let status): "answered \(status)"
        case .failed(let reason): "no answer: \(reason)"
        case .refused(let reason): "not sent: \(reason)"
        }
    }
}
