public import InsightsAPI
import InsightsQuery
public import InsightsTime

/// The fault rules of one tenant, with the progress of each rule.
///
/// A value: the same seed, rules and requests give the same faults. Every rule counts every request that it matches.
/// The first rule in order that fires determines the fault.
public struct FaultPlan: Sendable {
    /// The facts about a request on which rules depend.
    public struct Facts: Sendable {
        /// The route of the request.
        public var route: Operation
        /// The program; nil for token requests, downloads and unmatched requests.
        public var program: PartnerProgram?
        /// The tenant's current time.
        public var now: Timestamp
        /// The monotonic time of the machine in nanoseconds, from an arbitrary origin.
        public var realNanoseconds: UInt64
        /// The access token, as in the request; nil for none.
        public var token: String?
        /// The requested file, for a download; nil otherwise.
        public var link: String?

        /// Creates facts.
        public init(
            route: Operation, program: PartnerProgram?, now: Timestamp, realNanoseconds: UInt64 = 0,
            token: String? = nil, link: String? = nil
        ) {
            self.route = route
            self.program = program
            self.now = now
            self.realNanoseconds = realNanoseconds
            self.token = token
            self.link = link
        }
    }

    /// A fault that applies to a request.
    public struct Fired: Sendable, Equatable {
        /// The index of the rule, from 0.
        public let index: Int
        /// The name of the rule; nil if it has none.
        public let name: String?
        /// The fault.
        public let fault: Fault
        /// The delay drawn from the fault's distribution, in milliseconds; 0 for other faults.
        public let milliseconds: Int
    }

    /// The maximum number of rules in a plan.
    public static let longestPlan = 1000

    /// The seed of all random draws.
    public let seed: UInt64
    /// The rules, in order of evaluation.
    public let rules: [FaultRule]
    private var progress: [Progress]

    private struct Progress {
        var matched = 0
        var fired = 0
        /// The sticky effect of a rule with `lasts`, after it fired; nil for none.
        var grip: StickyFault?
        var source: IdentifierSource

        /// Returns the next number from 0 up to, not including, 1.
        mutating func draw() -> Double { Double(source.next() >> 11) * 0x1p-53 }
    }

    /// Creates a plan without progress.
    ///
    /// - Throws: `ConfigurationError` for a rule that can never fire, or whose fault does not apply to its route.
    public init(_ rules: [FaultRule], seed: UInt64 = 0, now: Timestamp? = nil) throws(ConfigurationError) {
        guard rules.count <= Self.longestPlan else {
            throw ConfigurationError(
                place: "rules", found: "\(rules.count) rules", accepted: "at most \(Self.longestPlan)")
        }
        for (index, rule) in rules.enumerated() { try rule.check(place: "rules[\(index)]", now: now) }
        self.seed = seed
        self.rules = rules
        progress = rules.indices.map {
            Progress(source: IdentifierSource(seed: seed, purpose: "fault rule \($0)"))
        }
    }

    /// A plan without rules.
    public static var empty: FaultPlan { FaultPlan() }

    private init() {
        seed = 0
        rules = []
        progress = []
    }

    /// The same rules without progress.
    public var restarted: FaultPlan {
        var plan = self
        for index in rules.indices {
            plan.progress[index] = Progress(source: IdentifierSource(seed: seed, purpose: "fault rule \(index)"))
        }
        return plan
    }

    /// Whether the plan has no rules.
    public var isEmpty: Bool { rules.isEmpty }

    /// The number of times each rule has fired; repetitions of a sticky fault do not count.
    public var firedCounts: [Int] { progress.map(\.fired) }

    /// Returns the fault of the next request; nil if there is none.
    public mutating func fault(for facts: Facts) -> Fired? {
        let held = held(facts)
        let fired = first(unless: held) { rule in
            !rule.fault.targetsLifecycle && rule.route ?? facts.route == facts.route
                && (rule.program == nil || rule.program == facts.program) && rule.isActive(at: facts.now)
                && rule.fault.canBefall(facts.route)
        }
        if let fired, held == nil, rules[fired.index].lasts {
            progress[fired.index].grip = StickyFault(fired, facts)
        }
        return fired
    }

    /// Returns the sticky fault that still applies to a request; nil if there is none.
    private mutating func held(_ facts: Facts) -> Fired? {
        var held: Fired?
        for index in rules.indices where rules[index].lasts {
            switch progress[index].grip?.holds(facts) {
            case nil: progress[index].grip = nil
            case true?: if held == nil { held = progress[index].grip?.fired }
            case false?: break
            }
        }
        return held
    }

    /// Returns the end of the hold on a new execution; nil if no fault holds it.
    ///
    /// It lasts until the end of the rule, or for ever if the rule has none.
    public mutating func holdsExecution(
        reportName: String, program: PartnerProgram, at now: Timestamp
    ) -> (until: Timestamp?, fired: Fired)? {
        let fired = first { rule in
            guard case .heldExecution(let name) = rule.fault, rule.program ?? program == program else { return false }
            return name ?? reportName == reportName && rule.isActive(at: now)
        }
        return fired.map { (rules[$0.index].until, $0) }
    }

    /// Returns the fault of an attempt to send a callback; nil if there is none.
    public mutating func failsCallback(program: PartnerProgram, at now: Timestamp) -> Fired? {
        first { rule in
            guard case .failedCallback = rule.fault else { return false }
            return rule.program ?? program == program && rule.isActive(at: now)
        }
    }

    private mutating func first(unless held: Fired? = nil, _ matches: (FaultRule) -> Bool) -> Fired? {
        var found = held
        for index in rules.indices where matches(rules[index]) {
            let rule = rules[index]
            progress[index].matched += 1
            // The draw is unconditional, so that a rule does not depend on the other rules.
            let chance = rule.probability == nil ? 0 : progress[index].draw()
            guard found == nil, rule.takes(progress[index].matched, chance: chance),
                rule.limit.map({ progress[index].fired < $0 }) ?? true
            else { continue }
            progress[index].fired += 1
            var milliseconds = 0
            if case .latency(let latency, _) = rule.fault {
                milliseconds = latency.milliseconds(progress[index].draw())
            }
            found = Fired(index: index, name: rule.name, fault: rule.fault, milliseconds: milliseconds)
        }
        return found
    }
}

extension FaultRule {
    /// Returns whether an instant is within the rule's time range.
    fileprivate func isActive(at now: Timestamp) -> Bool {
        (from.map { now >= $0 } ?? true) && (until.map { now < $0 } ?? true)
    }

    /// Returns whether the rule fires on its nth match.
    fileprivate func takes(_ count: Int, chance: Double) -> Bool {
        (nth.map { count == $0 } ?? true) && (every.map { count.isMultiple(of: $0) } ?? true)
            && (probability.map { chance < $0 } ?? true)
    }
}
