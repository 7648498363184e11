public import InsightsAPI
public import InsightsTime

/// A call that is owed to the owner of a report whose run has completed (insights-api section 6).
public struct CallbackDelivery: Sendable, Equatable {
    /// The report, which the call names.
    public let reportID: String
    /// The run that completed; the call does not name it.
    public let executionID: String
    /// The address as the report has it.
    public let url: String
    /// How it is called.
    public let method: CallbackMethod
    /// Which try it is, from 1.
    public let attempt: Int
    /// When it falls due.
    public let due: Timestamp
}

/// What became of one try of a callback.
public enum CallbackOutcome: Sendable, Equatable {
    /// The receiver answered with that status; only 2xx is success.
    case answered(status: Int)
    /// No answer came, and why.
    case failed(String)
    /// It was not sent at all, because it may not be, and why.
    case refused(String)

    /// Whether the receiver has taken it.
    public var isSuccess: Bool {
        if case .answered(let status) = self { return (200..<300).contains(status) }
        return false
    }

    /// Whether another try may fare better.
    var mayBeRetried: Bool {
        if case .refused = self { return false }
        return !isSuccess
    }
}

/// One try of a callback and what became of it.
public struct CallbackRecord: Sendable, Equatable {
    /// What was to be sent.
    public let delivery: CallbackDelivery
    /// The tenant's instant when it was sent.
    public let time: Timestamp
    /// What became of it.
    public let outcome: CallbackOutcome
}
