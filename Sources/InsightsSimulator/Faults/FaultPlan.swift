public import InsightsAPI
import InsightsJSON
import InsightsQuery
public import InsightsTime

/// The faults of one tenant: rules, and how far each of them has got.
///
/// A value: the same seed, rules and requests give the same faults. Every rule counts every request it matches; the
/// first rule in order that wants a request gets it.
public struct FaultPlan: Sendable {
    /// What a rule looks at.
    public struct Facts: Sendable {
        /// The route.
        public var route: RequestRoute
        /// The program; nil for token requests, downloads and unmatched requests.
        public var program: PartnerProgram?
        /// The tenant's present instant.
        public var now: Timestamp
        /// The machine's clock, in nanoseconds since some start.
        public var realNanoseconds: UInt64
        /// The token that came along, as it stands in the request.
        public var token: String?
        /// What is asked for, for a download.
        public var link: String?

        /// Creates facts.
        public init(
            route: RequestRoute, program: PartnerProgram?, now: Timestamp, realNanoseconds: UInt64 = 0,
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

    /// A fault that befalls a request.
    public struct Fired: Sendable, Equatable {
        /// Which rule it was, counted from 0.
        public let index: Int
        /// The rule's name, if it has one.
        public let name: String?
        /// What happens.
        public let fault: Fault
        /// How late the answer comes, drawn from the fault's distribution; 0 for other faults.
        public let milliseconds: Int
    }

    /// How many rules a plan may have.
    public static let longestPlan = 1000

    /// The number that decides everything drawn.
    public let seed: UInt64
    /// The rules in the order in which they are asked.
    public let rules: [FaultRule]
    private var progress: [Progress]

    private struct Progress {
        var matched = 0
        var fired = 0
        /// What it holds, if it lasts.
        var grip: StickyFault?
        var source: IdentifierSource

        /// The next number from 0 up to but without 1.
        mutating func draw() -> Double { Double(source.next() >> 11) * 0x1p-53 }
    }

    /// Creates a plan whose counters stand at 0.
    ///
    /// - Throws: `InputError` for a rule that can never fire, or that cannot befall what it names.
    public init(_ rules: [FaultRule], seed: UInt64 = 0, now: Timestamp? = nil) throws(InputError) {
        guard rules.count <= Self.longestPlan else {
            throw InputError(
                place: "rules", found: "\(rules.count) rules", expected: "at most \(Self.longestPlan)")
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

    /// The same rules with their counters at 0.
    public var restarted: FaultPlan {
        var plan = self
        for index in rules.indices {
            plan.progress[index] = Progress(source: IdentifierSource(seed: seed, purpose: "fault rule \(index)"))
        }
        return plan
    }

    /// Whether no request is ever touched.
    public var isEmpty: Bool { rules.isEmpty }

    /// How often each rule has fired; what one that lasts holds on to afterwards does not count.
    public var firedCounts: [Int] { progress.map(\.fired) }

    /// The fault of the next request, if it has one.
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

    /// What goes on happening to a request, because of a rule that lasts.
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

    /// Whether a run that begins stays Running, and until when; nil if it goes on as usual.
    ///
    /// It is held until the rule's end, or without end where the rule has none.
    public mutating func holdsExecution(
        reportName: String, program: PartnerProgram, at now: Timestamp
    ) -> (until: Timestamp?, fired: Fired)? {
        let fired = first { rule in
            guard case .heldExecution(let name) = rule.fault, rule.program ?? program == program else { return false }
            return name ?? reportName == reportName && rule.isActive(at: now)
        }
        return fired.map { (rules[$0.index].until, $0) }
    }

    /// How an attempt to send a callback fails, if it shall.
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
            // Drawn whether or not it is needed, so that what fires does not depend on the other rules.
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
    /// Whether an instant lies in the rule's time.
    fileprivate func isActive(at now: Timestamp) -> Bool {
        (from.map { now >= $0 } ?? true) && (until.map { now < $0 } ?? true)
    }

    /// Whether the rule wants the so-manieth match.
    fileprivate func takes(_ count: Int, chance: Double) -> Bool {
        (nth.map { count == $0 } ?? true) && (every.map { count.isMultiple(of: $0) } ?? true)
            && (probability.map { chance < $0 } ?? true)
    }
}
