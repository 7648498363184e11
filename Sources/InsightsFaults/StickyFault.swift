import InsightsAPI
import InsightsJSON
import InsightsRandomness
import InsightsStore
import InsightsTime

/// What a sticky fault goes on matching since it fired, and until when.
///
/// A value: it is shown each request in turn.
struct StickyFault: Sendable {
    private enum Hold: Sendable {
        /// Applies to service calls with the token of this digest.
        case token(String?)
        /// Applies to downloads of the link of this digest, until executions are listed.
        case link(String?)
        /// Applies to calls of this route, until an instant of the tenant's clock, or of the machine's.
        case backOff(Operation, seconds: Int, until: Timestamp, realUntil: UInt64)
    }

    /// The fault that is repeated.
    package let fired: TriggeredFault
    private var hold: Hold

    /// Begins with the request that triggered the fault; nil for a fault that cannot be sticky.
    init?(_ fired: TriggeredFault, _ context: FaultContext) {
        self.fired = fired
        switch fired.fault {
        case .throttled(let seconds, _, _): hold = Self.backOff(seconds, context)
        case .status(401), .expiredToken: hold = .token(Self.digest(of: context.token))
        case .status(403): hold = .link(Self.digest(of: context.link))
        default: return nil
        }
    }

    /// Returns the digest of a token or link: what is kept must not be one.
    private static func digest(of secret: String?) -> String? {
        secret.map { Digest.sha256($0.utf8).hexadecimal }
    }

    private static func backOff(_ seconds: Int, _ context: FaultContext) -> Hold {
        .backOff(
            context.route, seconds: seconds, until: context.now.adding(seconds: seconds),
            realUntil: context.realNanoseconds &+ UInt64(seconds) * 1_000_000_000)
    }

    /// Restores what was saved of a rule's sticky fault.
    init(_ reader: RowReader, of rule: FaultRule, at index: Int) throws(RowReader.Failure) {
        fired = TriggeredFault(
            index: index, name: rule.name, fault: rule.fault, milliseconds: try reader.integer("milliseconds"))
        if let seconds = try reader.optionalInteger("seconds") {
            hold = .backOff(
                try reader.choice("route", of: Operation.self), seconds: seconds,
                until: Timestamp(secondsSinceEpoch: try reader.integer("until")),
                realUntil: try reader.required("realUntil", UInt64(try reader.string("realUntil")), "nanoseconds"))
        } else if try reader.bool("holdsLink") {
            hold = .link(try reader.optionalString("link"))
        } else {
            hold = .token(try reader.optionalString("token"))
        }
    }

    /// What it goes on matching.
    var json: JSONValue {
        var members: [(String, JSONValue?)] = [("milliseconds", .integer(fired.milliseconds))]
        switch hold {
        case .token(let token): members.append(("token", token.map(JSONValue.string)))
        case .link(let link): members += [("holdsLink", .bool(true)), ("link", link.map(JSONValue.string))]
        case .backOff(let route, let seconds, let until, let realUntil):
            members += [
                ("route", .string(route.rawValue)), ("seconds", .integer(seconds)),
                ("until", .integer(until.secondsSinceEpoch)), ("realUntil", .string(String(realUntil))),
            ]
        }
        return .members(members)
    }

    /// Returns whether the fault holds a request; nil once the fault has ended.
    mutating func matches(_ context: FaultContext) -> Bool? {
        switch hold {
        case .token(let token): return context.route.isOfService && Self.digest(of: context.token) == token
        case .link(let link):
            if context.route == .executions { return nil }
            return context.route == .download && Self.digest(of: context.link) == link
        case .backOff(let route, let seconds, let until, let realUntil):
            guard context.route == route else { return false }
            if context.now >= until || context.realNanoseconds >= realUntil { return nil }
            // A call before the end restarts the waiting time.
            hold = Self.backOff(seconds, context)
            return true
        }
    }
}

extension FaultRule {
    /// Whether its fault is one that can be sticky.
    var canBeSticky: Bool {
        switch fault {
        case .throttled, .expiredToken, .status(401): true
        case .status(403): route == .download
        default: false
        }
    }
}
