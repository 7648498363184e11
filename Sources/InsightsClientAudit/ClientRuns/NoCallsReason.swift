/// The reason why a client that ran made no call.
public enum NoCallsReason: Equatable, Sendable {
    /// Nothing reached the simulator.
    case nothingArrived
    /// Connections were made, and ended before a request.
    case untrusted
    /// Requests were made, for other hosts or in another form, and were refused.
    case refused
}

extension ClientRunResult {
    /// Why there are no calls; nil if there are some.
    public var noCallsReason: NoCallsReason? {
        guard requestCount == 0 else { return nil }
        if notices.contains(where: { $0.kind == .untrusted || $0.kind == .unused }) { return .untrusted }
        return notices.isEmpty ? .nothingArrived : .refused
    }
}
