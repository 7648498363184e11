import InsightsAPI
public import InsightsQuery

/// Something that happened to a tenant and was no request.
public struct JournalEvent: Sendable, Equatable {
    /// The tenant's instant.
    public let time: Timestamp
    /// What it was, in words.
    public let text: String
}

extension JournalNote {
    /// The note in words.
    var words: String {
        switch self {
        case .clockMoved: "clock moved"
        case .keyRotated: "signing key rotated"
        case .faultsChanged(let plan): "faults replaced, \(plan.rules.count) rules"
        case .faultFired(let fired, let subject): "fault on \(subject): \(fired)"
        case .callback(let delivery, let outcome):
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
