public import InsightsAPI
public import InsightsTime

/// An attempt to announce a completed execution to the callback URL of its report (insights-api section 6).
public struct CallbackDelivery: Sendable, Equatable {
    /// The identifier of the report, which the callback contains.
    public let reportID: String
    /// The identifier of the completed execution, which the callback does not contain.
    public let executionID: String
    /// The URL as stored in the report.
    public let url: String
    /// The HTTP method.
    public let method: CallbackMethod
    /// The number of the attempt, from 1.
    public let attempt: Int
    /// The time at which it is due, on the tenant's clock.
    public let due: Timestamp
    /// Whether the caller who gave the URL is on this machine, so that it may lead there.
    package var isFromThisMachine = true
    /// Whether it is sent again after the process ended while it was under way, so that it may arrive twice.
    package var isRepeated = false
}

/// The outcome of one attempt to deliver a callback.
public enum CallbackOutcome: Sendable, Equatable {
    /// The receiver responded with a status; only 2xx is success.
    case responded(status: Int)
    /// No response arrived; the value is the reason.
    case failed(String)
    /// The callback was not sent because it is not allowed; the value is the reason.
    case refused(String)

    /// Whether the receiver accepted the callback.
    public var isSuccess: Bool {
        if case .responded(let status) = self { return (200..<300).contains(status) }
        return false
    }

    /// Whether a retry may succeed.
    package var mayBeRetried: Bool {
        if case .refused = self { return false }
        return !isSuccess
    }
}

/// One attempt to deliver a callback, with its outcome.
public struct CallbackRecord: Sendable, Equatable {
    /// The callback that was due.
    public let delivery: CallbackDelivery
    /// The time of the attempt, on the tenant's clock.
    public let time: Timestamp
    /// The outcome of the attempt.
    public let outcome: CallbackOutcome
}
