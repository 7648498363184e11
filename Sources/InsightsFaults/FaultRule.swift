public import InsightsAPI
public import InsightsTime

/// A fault with the conditions on which it applies.
///
/// A condition that is nil always holds. A rule without `nth`, `every` and `probability` fires on every matching
/// request.
public struct FaultRule: Sendable, Equatable {
    /// The name of the rule in the journal.
    public var name: String?
    /// The route; nil for all routes to which the fault applies.
    public var route: Operation?
    /// The program; nil for both.
    public var program: PartnerProgram?
    /// The only match on which the rule fires, from 1.
    public var nth: Int?
    /// The interval of matches on which the rule fires.
    public var every: Int?
    /// The probability that the rule fires on a match, above 0 and up to 1.
    public var probability: Double?
    /// The start of the rule on the tenant's clock, inclusive.
    public var from: Timestamp?
    /// The end of the rule on the tenant's clock, exclusive.
    public var until: Timestamp?
    /// The maximum number of times the rule fires.
    public var limit: Int?
    /// Whether the fault persists until the client reacts to it.
    ///
    /// A rejected token stays rejected until the client uses a new one. A throttled route stays throttled until the
    /// client has waited for the requested time. An expired link stays expired until executions are listed again.
    public var isSticky: Bool
    /// The fault.
    public var fault: Fault

    /// Creates a rule.
    public init(
        _ fault: Fault, name: String? = nil, route: Operation? = nil, program: PartnerProgram? = nil,
        nth: Int? = nil,
        every: Int? = nil, probability: Double? = nil, from: Timestamp? = nil, until: Timestamp? = nil,
        limit: Int? = nil, isSticky: Bool = false
    ) {
        self.fault = fault
        self.name = name
        self.route = route
        self.program = program
        self.nth = nth
        self.every = every
        self.probability = probability
        self.from = from
        self.until = until
        self.limit = limit
        self.isSticky = isSticky
    }
}
