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
        case .faultsChanged(let plan): "faults replaced, \(plan.rules.count) rules"
        case .faultFired(let fired, let subject): "fault on \(subject): \(fired)"
        }
    }
}
