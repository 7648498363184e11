public import InsightsSimulator

/// One call of a client's first run, and the fault that another run injects into it.
public struct TortureTrial: Equatable, Sendable {
    /// The call's route.
    public let route: Operation
    /// Which of the route's calls, from 1.
    public let number: Int
    /// The fault.
    public let fault: TortureFault
    /// The length of the response's body in the first run; nil if it was not known when it was sent.
    public let bodyBytes: Int?

    /// The name, such as `createReport#2:reset-before-body`.
    public var id: String { "\(route.rawValue)#\(number):\(fault.rawValue)" }

    /// The rule that injects the fault.
    public var rule: FaultRule {
        FaultRule(
            fault.fault(bodyBytes: bodyBytes), name: id, route: route, nth: number, limit: 1, isSticky: fault.isSticky)
    }
}
