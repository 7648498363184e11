public import InsightsAPI
public import InsightsTime

/// Which requests, and what happens to them.
///
/// What is nil does not matter. Of the requests that match, a rule without `nth`, `every` and `probability` takes all.
public struct FaultRule: Sendable, Equatable {
    /// What the journal calls it.
    public var name: String?
    /// The route.
    public var route: Operation?
    /// The program.
    public var program: PartnerProgram?
    /// Only the nth of the matching requests, counted from 1.
    public var nth: Int?
    /// Every nth of the matching requests.
    public var every: Int?
    /// Each of the matching requests with this probability, above 0 and up to 1.
    public var probability: Double?
    /// From this instant of the tenant's clock on.
    public var from: Timestamp?
    /// Before this instant of the tenant's clock.
    public var until: Timestamp?
    /// At most so many times.
    public var limit: Int?
    /// Whether what the fault says stays so until the client does what it asks for.
    ///
    /// A token that is refused stays refused until there is a new one, a route that is throttled until it was left alone
    /// for as long as was asked, a link that is over until executions are listed again.
    public var isSticky: Bool
    /// What happens.
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
