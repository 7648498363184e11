public import InsightsAPI
public import InsightsJSON
import InsightsRandomness
import InsightsStore
public import InsightsTime

/// The fault rules of one tenant, with the progress of each rule.
///
/// A value: the same seed, rules and requests give the same faults. Every rule counts every request that it matches.
/// The first rule in order that fires determines the fault.
public struct FaultPlan: Sendable {
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
        var sticky: StickyFault?
        var source: IdentifierSource

        /// Returns the next number from 0 up to, not including, 1.
        mutating func draw() -> Double { Double(source.next() >> 11) * 0x1p-53 }
    }

    /// Creates a plan without progress.
    ///
    /// - Throws: `InputError` for a rule that can never fire, or whose fault does not apply to its route.
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
    public mutating func fault(for context: FaultContext) -> TriggeredFault? {
        let held = held(context)
        let fired = first(unless: held) { rule in
            !rule.fault.targetsLifecycle && rule.route ?? context.route == context.route
                && (rule.program == nil || rule.program == context.program) && rule.isActive(at: context.now)
                && rule.fault.applies(to: context.route)
        }
        if let fired, held == nil, rules[fired.index].isSticky {
            progress[fired.index].sticky = StickyFault(fired, context)
        }
        return fired
    }

    // MARK: Saving

    /// Returns the progress of a rule.
    func saved(_ index: Int) -> JSONValue {
        let progress = progress[index]
        return .members([
            ("matched", .integer(progress.matched)), ("fired", .integer(progress.fired)),
            ("source", .string(progress.source.position)), ("sticky", progress.sticky?.json),
        ])
    }

    /// Restores the progress of a rule.
    mutating func restore(_ index: Int, _ reader: RowReader) throws(RowReader.Failure) {
        let position = try reader.string("source")
        let source = try reader.required("source", IdentifierSource(position: position), "the position of a source")
        progress[index] = Progress(
            matched: try reader.integer("matched"), fired: try reader.integer("fired"), source: source)
        let rule = rules[index]
        progress[index].sticky = try reader.optionalReader("sticky").map { (reader) throws(RowReader.Failure) in
            try StickyFault(reader, of: rule, at: index)
        }
    }

    /// Returns the sticky fault that still applies to a request; nil if there is none.
    private mutating func held(_ context: FaultContext) -> TriggeredFault? {
        var held: TriggeredFault?
        for index in rules.indices where rules[index].isSticky {
            switch progress[index].sticky?.matches(context) {
            case nil: progress[index].sticky = nil
            case true?: if held == nil { held = progress[index].sticky?.fired }
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
    ) -> (until: Timestamp?, fired: TriggeredFault)? {
        let fired = first { rule in
            guard case .heldExecution(let name) = rule.fault, rule.program ?? program == program else { return false }
            return name ?? reportName == reportName && rule.isActive(at: now)
        }
        return fired.map { (rules[$0.index].until, $0) }
    }

    /// Returns the fault of an attempt to send a callback; nil if there is none.
    public mutating func failsCallback(program: PartnerProgram, at now: Timestamp) -> TriggeredFault? {
        first { rule in
            guard case .failedCallback = rule.fault else { return false }
            return rule.program ?? program == program && rule.isActive(at: now)
        }
    }

    private mutating func first(unless held: TriggeredFault? = nil, _ matches: (FaultRule) -> Bool) -> TriggeredFault? {
        var found = held
        for index in rules.indices where matches(rules[index]) {
            let rule = rules[index]
            progress[index].matched += 1
            // The draw is unconditional, so that a rule does not depend on the other rules.
            let draw = rule.probability == nil ? 0 : progress[index].draw()
            guard found == nil, rule.fires(onMatch: progress[index].matched, draw: draw),
                rule.limit.map({ progress[index].fired < $0 }) ?? true
            else { continue }
            progress[index].fired += 1
            var milliseconds = 0
            if case .latency(let latency, _) = rule.fault {
                milliseconds = latency.milliseconds(progress[index].draw())
            }
            found = TriggeredFault(index: index, name: rule.name, fault: rule.fault, milliseconds: milliseconds)
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
    fileprivate func fires(onMatch count: Int, draw: Double) -> Bool {
        (nth.map { count == $0 } ?? true) && (every.map { count.isMultiple(of: $0) } ?? true)
            && (probability.map { draw < $0 } ?? true)
    }
}
