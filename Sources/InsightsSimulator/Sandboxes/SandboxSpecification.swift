public import InsightsAPI
import InsightsFixtures
public import InsightsTime

/// How a sandbox begins: its name, seed, clock and people, and what they have stored already.
public struct SandboxSpecification: Sendable, Equatable {
    /// A query that exists from the start.
    public struct Query: Sendable, Equatable {
        /// The program.
        public var program: PartnerProgram
        /// Name, description and text, as a create call has them.
        public var request: CreateQueryRequest

        /// Creates a description.
        public init(program: PartnerProgram = .cmp, _ request: CreateQueryRequest) {
            self.program = program
            self.request = request
        }
    }

    /// A report that exists from the start.
    public struct Report: Sendable, Equatable {
        /// The program.
        public var program: PartnerProgram
        /// The query by its name, one of those that exist from the start; nil if the request has the identifier of a
        /// system query.
        public var queryName: String?
        /// The parameters, as a create call has them; those of time may be left out where there are finished executions.
        public var request: ReportRequest
        /// How many runs are completed already; they end where the clock begins.
        public var finishedExecutions: Int

        /// Creates a description.
        public init(
            program: PartnerProgram = .cmp, queryName: String? = nil, _ request: ReportRequest,
            finishedExecutions: Int = 0
        ) {
            self.program = program
            self.queryName = queryName
            self.request = request
            self.finishedExecutions = finishedExecutions
        }
    }

    /// What people call it.
    public var name: String?
    /// Decides its identifiers, which are then the same in every sandbox with this seed; nil for some of its own.
    public var seed: UInt64?
    /// Where its manual clock begins; nil for the clock the simulator began with.
    public var clock: Timestamp?
    /// The queries, in order.
    public var queries: [Query]
    /// The reports, in order.
    public var reports: [Report]
    /// The tenant of the tenants file that it is like, by domain or identifier; nil for the first.
    ///
    /// Applications and users have the same names, roles and conditions there, with identifiers and secrets of their own.
    public var template: String?
    /// The edition whose defaults it has; nil for the simulator's own settings.
    public var edition: Edition?
    /// Its settings by name, as the command line takes them, on top of those; all but `sandbox-limit` and
    /// `sandbox-idle-expiry`.
    ///
    /// What names no tenant, such as a call without a token, is answered under the default tenant's settings.
    public var settings: [String: String]
    /// Its number among all sandboxes, which its tenant identifier and credentials follow from; nil for the next.
    public var ordinal: Int?

    /// Creates a description.
    public init(
        name: String? = nil, seed: UInt64? = nil, clock: Timestamp? = nil, queries: [Query] = [],
        reports: [Report] = [], template: String? = nil, edition: Edition? = nil, settings: [String: String] = [:],
        ordinal: Int? = nil
    ) {
        self.name = name
        self.seed = seed
        self.clock = clock
        self.queries = queries
        self.reports = reports
        self.template = template
        self.edition = edition
        self.settings = settings
        self.ordinal = ordinal
    }
}
