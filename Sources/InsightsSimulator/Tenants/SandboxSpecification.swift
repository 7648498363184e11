public import InsightsAPI
import InsightsFixtures
import InsightsReports
public import InsightsTime

/// The initial state of a sandbox: its name, seed, clock, model, settings, and stored queries and reports.
public struct SandboxSpecification: Sendable, Equatable {
    /// An initial query.
    public struct Query: Sendable, Equatable {
        /// The program of the query.
        public var program: PartnerProgram
        /// The name, description and text, as in a create request.
        public var request: CreateQueryRequest

        /// Creates an initial query.
        public init(program: PartnerProgram = .cmp, _ request: CreateQueryRequest) {
            self.program = program
            self.request = request
        }
    }

    /// An initial report.
    public struct Report: Sendable, Equatable {
        /// The program of the report.
        public var program: PartnerProgram
        /// The name of an initial query; nil if the request contains the identifier of a system query.
        public var queryName: String?
        /// The parameters as in a create request; with finished executions, those of time may be omitted.
        public var request: ReportRequest
        /// The number of executions that are already completed; the last one ends before the clock begins.
        public var finishedExecutions: Int

        /// Creates an initial report.
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

    /// The display name; nil for a generated one.
    public var name: String?
    /// The seed of its identifiers, which are the same in every sandbox with this seed; nil for unique ones.
    public var seed: UInt64?
    /// The start of its manual clock; nil for the initial clock of the simulator.
    public var clock: Timestamp?
    /// The initial queries, in order.
    public var queries: [Query]
    /// The initial reports, in order.
    public var reports: [Report]
    /// The tenant of the tenants file on which it is based, by domain or identifier; nil for the first.
    ///
    /// Applications and users have the same names, roles and conditions, with new identifiers and secrets.
    public var template: String?
    /// Whether the caller who asked for it is on this machine, so that its callbacks may lead there.
    var isFromThisMachine = true
    /// The name of the tenant of which the sandbox is a copy; nil if this specification is its whole initial state.
    var copied: String?
    /// The edition of its default settings; nil for the simulator's own settings.
    public var edition: Edition?
    /// Its settings by name, as the command line takes them, on top of those; all but `sandbox-limit` and
    /// `sandbox-idle-expiry-seconds`.
    ///
    /// A request that names no tenant, such as a call without a token, uses the default tenant's settings.
    public var settings: [String: String]
    /// Its number among all sandboxes, which determines its tenant identifier and credentials; nil for the next.
    public var ordinal: Int?

    /// Creates a specification.
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
