public import InsightsAPI
import InsightsFixtures
import InsightsQuery
import InsightsTime

/// Every choice the sources leave open or contradict one another on, in one value (insights-api Appendix D).
///
/// The defaults come from the edition; any one can be changed here, or by name with `set(_:to:)`.
public struct Settings: Sendable, Equatable {
    /// What an executions call without `executionStatus` shows before the first success (C1).
    public enum ExecutionDefaultStatus: String, Sendable, CaseIterable {
        /// Completed executions, or all while none is completed (seed 002).
        case fallback
        /// Completed executions only, so 404 before the first one (paradigm pages).
        case completed
    }

    /// Whether a query without DISTINCT may give the same row twice (C4).
    public enum DuplicateRows: String, Sendable, CaseIterable {
        /// Yes, the keyword removes duplicates.
        case keyword
        /// No result ever has duplicates (specification of March 2021).
        case implicit
    }

    /// Which token audiences each program accepts (C11).
    public enum AcceptedResources: String, Sendable, CaseIterable {
        /// All three documented values, for both programs.
        case any
        /// cmp only `https://graph.windows.net`, mpn only `https://api.partnercenter.microsoft.com`.
        case perProgram = "per-program"
    }

    /// What a user with the Report viewer role gets (C17, U5).
    public enum ReportViewer: String, Sendable, CaseIterable {
        /// 403.
        case refused
        /// Data without revenue and personal values, and `dataRedacted` true.
        case redacted
    }

    /// What happens to times that are not `yyyy-MM-ddTHH:mm:ssZ` (C18).
    public enum DateFormat: String, Sendable, CaseIterable {
        /// A blank instead of the `T` passes, anything else is 400.
        case lenient
        /// Anything else is 400.
        case strict
        /// Anything else is 500 with a correlation id.
        case strictInternalError = "strict-500"
    }

    /// Which fields an update must have (C27).
    public enum UpdateRequirements: String, Sendable, CaseIterable {
        /// `ReportName` and `StartTime`.
        case lenient
        /// In cmp also `Format` and `CallbackUrl`.
        case strictCMP = "strict-cmp"
    }

    /// Which schemes a callback address may have (C29).
    public enum CallbackScheme: String, Sendable, CaseIterable {
        /// http and https.
        case any
        /// https only.
        case https
    }

    /// The line end of CSV and TSV files (U24).
    public enum LineEnd: String, Sendable, CaseIterable {
        case crlf
        case lf
    }

    /// The edition the defaults came from.
    public let edition: Edition
    /// What an executions call without `executionStatus` shows before the first success (C1).
    public var executionDefaultStatus = ExecutionDefaultStatus.fallback
    /// How many rows a test query gives at the most (C2).
    public var testRows = 100
    /// The largest recurrence interval, in hours (C3).
    public var maxRecurrenceIntervalHours = 2160
    /// Whether a query without DISTINCT may give the same row twice (C4).
    public var duplicateRows = DuplicateRows.keyword
    /// The open choices among record fields (C6, C9, C31, C32, C45).
    public var recordOptions = RecordOptions()
    /// Which token audiences each program accepts (C11).
    public var acceptedResources = AcceptedResources.any
    /// Whether `/analytics/{program}/` answers like `/insights/v1/{program}/` (C13).
    public var analyticsAlias = false
    /// Which catalogue is advertised (C14, C15, C47).
    public var catalogue: Edition
    /// Whether a query may name spans its dataset does not offer (C16).
    public var allowsAnyTimespan = false
    /// What a user with the Report viewer role gets (C17, U5).
    public var reportViewer = ReportViewer.refused
    /// What happens to times in another format (C18).
    public var dateFormat = DateFormat.lenient
    /// How far ahead a start time must be, in hours (C19).
    public var startLeadHours = 4
    /// Which fields an update must have (C27).
    public var updateRequirements = UpdateRequirements.lenient
    /// Which schemes a callback address may have (C29).
    public var callbackScheme = CallbackScheme.any
    /// The open choices of the token endpoint.
    public var token = TokenSettings()
    /// How long a token lives, in whole seconds (S7).
    public var tokenLifetime = Duration.seconds(3600)
    /// How long an execution runs, in whole seconds (U30).
    public var runDuration = Duration.zero
    /// How long a download link works, in whole seconds; nil for as long as the execution exists (U28).
    public var linkExpiry: Duration?
    /// How often a callback is tried (U29).
    public var callbackAttempts = 1
    /// The hosts callbacks may go to, besides loopback (U29).
    public var callbackTargets: [String] = []
    /// How many records a page has; nil for one page (U41).
    public var pageSize: Int?
    /// How many active reports a user may have; nil for no limit (section 8).
    public var activeReportQuota: Int? = 50
    /// How many reports a user may run at once within 60 minutes; nil for no limit (section 8).
    public var executeNowQuota: Int? = 5
    /// How many queries a user may store; nil for no limit (section 8).
    public var queryQuota: Int? = 100
    /// How long a test query may run; nil for any time (U17).
    public var queryTimeout: Duration? = .seconds(100)
    /// How many groups a query may form; nil for any number.
    public var queryGroupLimit: Int? = 5_000_000
    /// How many megabytes a query may hold; nil for any number.
    public var queryMemoryMegabytes: Int? = 2000
    /// Whether typographic quotes delimit strings in queries (U33).
    public var acceptsTypographicQuotes = false
    /// Whether downloads come as they are to callers that take nothing packed; else they are always gzip (section 5).
    public var servesPlainDownloads = false
    /// The line end of downloaded files (U24).
    public var lineEnd = LineEnd.crlf
    /// How many requests a tenant's journal keeps.
    public var journalCapacity = 1000
    /// How many bytes of each body the journal keeps; nil for none.
    public var journalBodyBytes: Int? = 4096
    /// How many sandboxes may exist at a time.
    public var sandboxLimit = 10000
    /// How long a sandbox exists without a request, in whole seconds; nil for ever.
    public var sandboxIdleExpiry: Duration?

    /// Creates the settings of an edition.
    public init(edition: Edition = .year2021) {
        self.edition = edition
        catalogue = edition
        // The paradigm page of 2023 prints cmp query times with Z, seed 002 without (C6).
        recordOptions.queryTimesEndInZ = edition == .year2023
    }

    /// How queries are read and bound under these settings.
    var queryOptions: QueryOptions {
        var options = QueryOptions()
        options.implicitDistinct = duplicateRows == .implicit
        options.anyTimespan = allowsAnyTimespan
        options.typographicQuotes = acceptsTypographicQuotes
        return options
    }

    /// Whether a token for that audience opens a program's routes; a trailing slash does not matter (section 2.3).
    func accepts(audience: String, program: PartnerProgram) -> Bool {
        let resource = audience.hasSuffix("/") ? String(audience.dropLast()) : audience
        return switch acceptedResources {
        case .any: Self.knownResources.contains(resource.lowercased())
        case .perProgram: resource.lowercased() == (program == .cmp ? Self.azureADGraph : Self.partnerCenter)
        }
    }

    static let azureADGraph = "https://graph.windows.net"
    static let partnerCenter = "https://api.partnercenter.microsoft.com"
    /// The audiences the documents of both programs name over time (section 2.3).
    static let knownResources = [azureADGraph, partnerCenter, "https://graph.microsoft.com"]
}
