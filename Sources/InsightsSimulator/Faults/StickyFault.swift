import InsightsAPI
import InsightsTime

/// What a fault that lasts holds on to since it fired, and until when.
///
/// A value: it is shown each request in turn.
struct StickyFault: Sendable {
    private enum Hold: Sendable {
        /// Calls of the service with this token.
        case token(String?)
        /// Downloads by this link, until executions are listed.
        case link(String?)
        /// Calls of this route, until an instant of the tenant's clock, or so much later by the machine's.
        case rest(Operation, seconds: Int, until: Timestamp, realUntil: UInt64)
    }

    /// What happened, and happens again.
    let fired: FaultPlan.Fired
    private var hold: Hold

    /// Begins with the request that a fault befell; nil for a fault that does not last.
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

    /// Whether a request is held; nil once the grip is gone.
    mutating func holds(_ facts: FaultPlan.Facts) -> Bool? {
        switch hold {
        case .token(let token): return facts.route.isOfService && facts.token == token
        case .link(let link):
            if facts.route == .executions { return nil }
            return facts.route == .download && facts.link == link
        case .rest(let route, let seconds, let until, let realUntil):
            guard facts.route == route else { return false }
            if facts.now >= until || facts.realNanoseconds >= realUntil { return nil }
            // Who comes too early waits anew.
            hold = Self.rest(seconds, facts)
            return true
        }
    }
}

extension FaultRule {
    /// Whether its fault is one that can last.
    var canLast: Bool {
        switch fault {
        case .throttled, .expiredToken, .status(401): true
        case .status(403): route == .download
        default: false
        }
    }
}
