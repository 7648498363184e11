import InsightsAPI
import InsightsTime

/// The effect of a sticky fault after it fired, and the condition that ends it.
///
/// A value that is updated with each request in turn.
struct StickyFault: Sendable {
    private enum Hold: Sendable {
        /// Applies to service calls with this token.
        case token(String?)
        /// Applies to downloads of this link, until executions are listed.
        case link(String?)
        /// Applies to calls of this route, until an instant of the tenant's clock, or of the machine's.
        case rest(Operation, seconds: Int, until: Timestamp, realUntil: UInt64)
    }

    /// The fault that is repeated.
    let fired: FaultPlan.Fired
    private var hold: Hold

    /// Creates the effect for the request on which a fault fired; nil for a fault that cannot persist.
    init?(_ fired: FaultPlan.Fired, _ facts: FaultPlan.Facts) {
        self.fired = fired
        switch fired.fault {
        case .throttled(let seconds): hold = Self.rest(seconds, facts)
        case .status(401), .expiredToken: hold = .token(facts.token)
        case .status(403): hold = .link(facts.link)
        default: return nil
        }
    }

    private static func rest(_ seconds: Int, _ facts: FaultPlan.Facts) -> Hold {
        .rest(
            facts.route, seconds: seconds, until: facts.now.adding(seconds: seconds),
            realUntil: facts.realNanoseconds &+ UInt64(seconds) * 1_000_000_000)
    }

    /// Returns whether the fault applies to a request; nil once it has ended.
    mutating func holds(_ facts: FaultPlan.Facts) -> Bool? {
        switch hold {
        case .token(let token): return facts.route.isOfService && facts.token == token
        case .link(let link):
            if facts.route == .executions { return nil }
            return facts.route == .download && facts.link == link
        case .rest(let route, let seconds, let until, let realUntil):
            guard facts.route == route else { return false }
            if facts.now >= until || facts.realNanoseconds >= realUntil { return nil }
            // A call before the end restarts the waiting time.
            hold = Self.rest(seconds, facts)
            return true
        }
    }
}

extension FaultRule {
    /// Whether the rule's fault can persist.
    var canLast: Bool {
        switch fault {
        case .throttled, .expiredToken, .status(401): true
        case .status(403): route == .download
        default: false
        }
    }
}
