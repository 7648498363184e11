public import InsightsAPI
public import InsightsTime

/// What a rule knows of a request.
public struct FaultContext: Sendable {
    /// The route.
    public var route: Operation
    /// The program; nil for token requests, downloads and unmatched requests.
    public var program: PartnerProgram?
    /// The tenant's present instant.
    public var now: Timestamp
    /// The machine's clock, in nanoseconds since some start.
    public var realNanoseconds: UInt64
    /// The value of the request's Authorization header; nil without one.
    public var token: String?
    /// What is asked for, for a download.
    public var link: String?

    /// Creates a context.
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
