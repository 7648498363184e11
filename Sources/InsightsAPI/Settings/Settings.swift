import InsightsHTTP
import InsightsTime

/// The choices on which the sources are silent or contradict one another, as one value (insights-api Appendix D).
///
/// The defaults depend on the edition; each can be changed here, or by name with `set(_:to:)`.
public struct Settings: Sendable, Equatable {
    /// The executions that a request without `executionStatus` returns before the first success (C1, docs/sources.md).
    public enum ExecutionDefaultStatus: String, Sendable, CaseIterable {
        /// Completed executions, or all if none is completed (seed 002).
        case fallback
        /// Completed executions only, so 404 before the first one (paradigm pages).
        case completed
    }

    /// Whether a query without DISTINCT may return duplicate rows (C4).
    public enum DuplicateRows: String, Sendable, CaseIterable {
        /// Duplicates are possible; the keyword removes them.
        case keyword
        /// Results never have duplicates (specification of March 2021).
        case implicit
    }

    /// The token audiences that each program accepts (C11).
    public enum AcceptedResources: String, Sendable, CaseIterable {
        /// All three documented values, for both programs.
        case any
        /// cmp only `https://graph.windows.net`, mpn only `https://api.partnercenter.microsoft.com`.
        case perProgram = "per-program"
    }

    /// The response to a user with the Report viewer role (C17, U5).
    public enum ReportViewer: String, Sendable, CaseIterable {
        /// The status 403.
        case refused
        /// Data without revenue and personal values, with `dataRedacted` true.
        case redacted
    }

    /// The handling of times that are not `yyyy-MM-ddTHH:mm:ssZ` (C18).
    public enum DateFormat: String, Sendable, CaseIterable {
        /// A space instead of the `T` is accepted, all else gives 400.
        case lenient
        /// All else gives 400.
        case strict
        /// All else gives 500 with a correlation id.
        case strictInternalError = "strict-500"
    }

    /// The required fields of an update (C27).
    public enum UpdateRequirements: String, Sendable, CaseIterable {
        /// `ReportName` and `StartTime`.
        case lenient
        /// In cmp also `Format` and `CallbackUrl`.
        case strictCMP = "strict-cmp"
    }

    /// The accepted schemes of callback URLs (C29).
    public enum CallbackScheme: String, Sendable, CaseIterable {
        /// Both http and https.
        case any
        /// Only https.
        case https
    }

    /// The line end of CSV and TSV files (U24).
    public enum LineEnd: String, Sendable, CaseIterable {
        /// Carriage return and line feed.
        case crlf
        /// Line feed.
        case lf
    }

    /// An empty field that is the only one of its line in a CSV file (U27).
    public enum EmptyCSVField: String, Sendable, CaseIterable {
        /// Nothing, so the line is blank; many readers skip such a line.
        case blank
        /// Two quotes.
        case quoted
    }

    /// The accepted names of stored queries.
    public enum QueryNameRule: String, Sendable, CaseIterable {
        /// Any text.
        case free
        /// Letters and digits of ASCII, and blanks; all else gives 400.
        case alphanumeric = "alnum"
    }

    /// The comparison of `reportName` with the names of reports.
    public enum NameFilter: String, Sendable, CaseIterable {
        /// The names are equal.
        case exact
        /// The name begins with it.
        case prefix
    }

    /// The place of a report's identifier in a callback address.
    public enum CallbackAddressing: String, Sendable, CaseIterable {
        /// In the path or the query string, whatever the address has already.
        case path
        /// At the end of the address as it was given, also behind its query string.
        case appended
    }

    /// The access of a user who has both viewer roles of mpn.
    public enum BothRoles: String, Sendable, CaseIterable {
        /// That of a Report viewer.
        case least
        /// That of an Executive report viewer.
        case most
    }

    /// The reading of a Boolean parameter without a value, such as `includeOnlySystemQueries=`.
    public enum EmptyFlag: String, Sendable, CaseIterable {
        /// The parameter counts as absent.
        case absent
        /// The status 400.
        case refused
    }

    /// The reading of a literal that is not a value of its column's type, such as a date column compared with `'foo'`.
    public enum UnreadableLiteral: String, Sendable, CaseIterable {
        /// It equals no value, and comes neither before nor after one.
        case noRows = "no-rows"
        /// The status 400.
        case refused
    }

    /// The edition of the defaults.
    public let edition: Edition
    /// The executions that a request without `executionStatus` returns before the first success (C1).
    public var executionDefaultStatus = ExecutionDefaultStatus.fallback
    /// The maximum number of rows of a test query (C2).
    public var testRows = 100
    /// The maximum recurrence interval, in hours (C3).
    public var maxRecurrenceIntervalHours = 2160
    /// Whether a query without DISTINCT may return duplicate rows (C4).
    public var duplicateRows = DuplicateRows.keyword
    /// The options of record fields (C6, C9, C31, C32, C45).
    public var recordOptions = RecordOptions()
    /// The token audiences that each program accepts (C11).
    public var acceptedResources = AcceptedResources.any
    /// Whether `/analytics/{program}/` is an alias of `/insights/v1/{program}/` (C13).
    public var analyticsAlias = false
    /// The edition of the advertised catalogue (C14, C15, C47).
    public var catalogue: Edition
    /// Whether a query may use timespans that its dataset does not offer (C16).
    public var allowsAnyTimespan = false
    /// The response to a user with the Report viewer role (C17, U5).
    public var reportViewer = ReportViewer.refused
    /// The handling of times in another format (C18).
    public var dateFormat = DateFormat.lenient
    /// The minimum time between now and a start time, in hours (C19).
    public var startLeadHours = 4
    /// The required fields of an update (C27).
    public var updateRequirements = UpdateRequirements.lenient
    /// The accepted schemes of callback URLs (C29).
    public var callbackScheme = CallbackScheme.any
    /// The versions of the service that cmp has.
    public var marketplaceVersions = MarketplaceVersions.v1
    /// The fields that records of v1.1 have beside those of v1.
    public var laterFields = LaterFields.proposed
    /// Whether v1.1 refuses a scheduled report without a count.
    public var requiresRecurrenceCount = true
    /// The maximum product of interval and count on v1.1, in hours; nil for any.
    public var recurrenceLimitHours: Int?
    /// Whether mpn takes a token from `X-AadUserTicket`, where a request has no `Authorization`.
    public var acceptsUserTicket = false
    /// The accepted names of stored queries.
    public var queryNameRule = QueryNameRule.free
    /// The comparison of `reportName` with the names of reports.
    public var nameFilter = NameFilter.exact
    /// The place of a report's identifier in a callback address.
    public var callbackAddressing = CallbackAddressing.path
    /// The access of a user who has both viewer roles of mpn.
    public var bothRoles = BothRoles.least
    /// The reading of a Boolean parameter without a value.
    public var emptyFlag = EmptyFlag.absent
    /// The reading of a literal that is not a value of its column's type.
    public var unreadableLiteral = UnreadableLiteral.noRows
    /// The settings of the token endpoint.
    public var token = TokenSettings()
    /// How long a token lives, in whole seconds (S7).
    public var tokenLifetime = Duration.seconds(3600)
    /// How long an execution runs, in whole seconds (U30).
    public var runDuration = Duration.zero
    /// How long a download link works, in whole seconds; nil for as long as the execution exists (U28).
    public var linkExpiry: Duration?
    /// The maximum number of attempts per callback (U29).
    public var callbackAttempts = 1
    /// The hosts to which callbacks may go, besides loopback (U29).
    public var callbackTargets: [String] = []
    /// The maximum number of records per page; nil for one page (U41).
    public var pageSize: Int?
    /// The maximum number of active reports per user; nil for no limit (section 8).
    public var activeReportQuota: Int? = 50
    /// The maximum number of `ExecuteNow` reports per user within 60 minutes; nil for no limit (section 8).
    public var executeNowQuota: Int? = 5
    /// The maximum number of stored queries per user; nil for no limit (section 8).
    public var queryQuota: Int? = 100
    /// How long a test query may run; nil for any time (U17).
    public var queryTimeout: Duration? = .seconds(100)
    /// The maximum number of groups of a query; nil for no limit.
    public var queryGroupLimit: Int? = 5_000_000
    /// The memory limit of a query in megabytes; nil for no limit.
    public var queryMemoryMegabytes: Int? = 2000
    /// Whether typographic quotes delimit strings in queries (U33).
    public var acceptsTypographicQuotes = false
    /// Whether clients that do not accept gzip get uncompressed downloads; otherwise all are gzip (section 5).
    public var servesPlainDownloads = false
    /// The line end of downloaded files (U24).
    public var lineEnd = LineEnd.crlf
    /// An empty field that is the only one of its line in a CSV file (U27).
    public var emptyCSVField = EmptyCSVField.blank
    /// Whether downloads accept ranges that count from the end, which a blob store does not document (U51).
    public var acceptsSuffixRanges = false
    /// The maximum number of requests that a tenant's journal keeps.
    public var journalCapacity = 1000
    /// The number of bytes of each body that the journal keeps; nil for none.
    public var journalBodyBytes: Int? = 4096
    /// The maximum number of sandboxes at a time.
    public var sandboxLimit = 10000
    /// How long a sandbox exists without a request, in whole seconds; nil for ever.
    public var sandboxIdleExpiry: Duration?
    /// The maximum number of connections of a server; at the limit, the one that has been idle longest is closed.
    public var connectionLimit = 16384
    /// The time in which a request must arrive with its body, in whole seconds.
    public var requestDeadline = Duration.seconds(60)
    /// The time without a request after which a server closes a connection, in whole seconds.
    public var idleTimeout = Duration.seconds(130)
    /// The maximum number of bytes of all unfinished requests of a server together.
    public var bodyBudgetBytes = 64 << 20

    /// Creates the settings of an edition.
    public init(edition: Edition = .year2021) {
        self.edition = edition
        catalogue = edition
        for later in Edition.allCases where later <= edition { setDefaults(of: later) }
    }

    /// Returns whether a program accepts tokens for an audience; a trailing slash is ignored (section 2.3).
    package func accepts(audience: String, program: PartnerProgram) -> Bool {
        let resource = audience.utf8.last == UInt8(ascii: "/") ? String(audience.dropLast()) : audience
        return switch acceptedResources {
        case .any: Self.knownResources.contains { $0.equalsIgnoringCase(resource) }
        case .perProgram: resource.equalsIgnoringCase(program == .cmp ? Self.azureADGraph : Self.partnerCenter)
        }
    }

    /// The resource that a new client asks for: that of the seeds, or the later one where tokens for that end.
    package var usualResource: String { token.audienceRule == .year2026 ? Self.partnerCenter : Self.azureADGraph }

    package static let azureADGraph = ResourceURI.azureADGraph
    package static let partnerCenter = ResourceURI.partnerCenter
    /// The audiences that the documents of both programs have named over time (section 2.3).
    package static let knownResources = [azureADGraph, partnerCenter, microsoftGraph]
    package static let microsoftGraph = "https://graph.microsoft.com"
}
