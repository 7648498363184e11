public import InsightsJSON

/// The body of `POST ScheduledReport` and `PUT ScheduledReport/{reportId}` as sent, before validation (seed 002,
/// insights-api sections 4.6 and 4.8).
public struct ReportRequest: Sendable, Equatable {
    /// The report name.
    public var reportName: String?
    /// The description.
    public var description: String?
    /// The identifier of the query to run; only for the creation of a report.
    public var queryID: String?
    /// The first slot, `yyyy-MM-ddTHH:mm:ssZ`.
    public var startTime: String?
    /// Whether to run once, immediately.
    public var executeNow: Bool
    /// The lower bound of the data of an `ExecuteNow` report, `yyyy-MM-ddTHH:mm:ssZ`.
    public var queryStartTime: String?
    /// The upper bound of the data of an `ExecuteNow` report, `yyyy-MM-ddTHH:mm:ssZ`.
    public var queryEndTime: String?
    /// The hours between slots.
    public var recurrenceInterval: Int?
    /// The number of slots.
    public var recurrenceCount: Int?
    /// The value `csv` or `tsv`, in any letter case.
    public var format: String?
    /// The URL to which completed executions are announced.
    public var callbackURL: String?
    /// The value `GET` or `POST`.
    public var callbackMethod: String?
    /// The end of the schedule, `yyyy-MM-ddTHH:mm:ssZ`; v1.1 only.
    public var endTime: String?
    /// The keys of the body as they were sent; requests that differ in nothing else are equal.
    private var sentKeys: [String] = []

    /// Returns whether two requests say the same.
    public static func == (left: ReportRequest, right: ReportRequest) -> Bool { left.json == right.json }

    /// Creates a body.
    public init(
        reportName: String?, description: String? = nil, queryID: String? = nil, startTime: String? = nil,
        executeNow: Bool = false, queryStartTime: String? = nil, queryEndTime: String? = nil,
        recurrenceInterval: Int? = nil, recurrenceCount: Int? = nil, format: String? = nil,
        callbackURL: String? = nil, callbackMethod: String? = nil, endTime: String? = nil
    ) {
        self.reportName = reportName
        self.description = description
        self.queryID = queryID
        self.startTime = startTime
        self.executeNow = executeNow
        self.queryStartTime = queryStartTime
        self.queryEndTime = queryEndTime
        self.recurrenceInterval = recurrenceInterval
        self.recurrenceCount = recurrenceCount
        self.format = format
        self.callbackURL = callbackURL
        self.callbackMethod = callbackMethod
        self.endTime = endTime
    }

    /// The fields, in the order of the documents, in which they are also parsed.
    package static let fields: [RequestField<ReportRequest>] = [
        .text("ReportName", \.reportName, "At most 256 characters, without ';'.", required: { _ in true }),
        .text("Description", \.description, "At most 256 characters."),
        .text(
            "QueryId", \.queryID, "A stored or predefined query; only when a report is created.",
            required: \.createsReport),
        .text(
            "StartTime", \.startTime, "The first slot, yyyy-MM-ddTHH:mm:ssZ.",
            required: { !$0.createsReport || $0.createsSchedule }),
        .flag("ExecuteNow", \.executeNow, "Whether to run once, immediately, without a schedule."),
        .text("QueryStartTime", \.queryStartTime, "Lower bound of the data of an immediate run."),
        .text("QueryEndTime", \.queryEndTime, "Upper bound of the data of an immediate run."),
        .integer(
            "RecurrenceInterval", \.recurrenceInterval, "Hours between slots.",
            required: \.createsSchedule),
        .integer(
            "RecurrenceCount", \.recurrenceCount, "How many slots; without end if absent.", required: \.needsCount),
        .text("Format", \.format, "csv, the default, or tsv.", required: { $0 == .updateReport(isStrict: true) }),
        .text(
            "CallbackUrl", \.callbackURL, "Where completed executions are announced.",
            required: { $0 == .updateReport(isStrict: true) }),
        .text("CallbackMethod", \.callbackMethod, "POST, the default, or GET."),
    ]

    /// Returns the fields of a version, in the order of the documents.
    ///
    /// The page of v1.1 prints `endTime` in camel case among names in Pascal case.
    package static func fields(in version: ServiceVersion) -> [RequestField<ReportRequest>] {
        version == .v1 ? fields : laterFields
    }

    private static let laterFields =
        fields + [.text("endTime", \.endTime, "The end of the schedule, yyyy-MM-ddTHH:mm:ssZ.")]

    /// Reads a body.
    ///
    /// - Throws: `ServiceRefusal` with `invalidBody` or `invalidReportParameters` for values of the wrong type.
    package init(_ body: RequestBody, version: ServiceVersion = .v1) throws(ServiceRefusal) {
        self.init(reportName: nil)
        sentKeys = body.keys
        for field in Self.fields(in: version) { try field.read(&self, body) }
    }

    /// Refuses a request without some of the fields that its form requires.
    ///
    /// - Throws: `ServiceRefusal` with `nullOrMissingValue`.
    package func checkRequired(_ form: RequestForm) throws(ServiceRefusal) {
        try Self.fields.check(form, self, sent: sentKeys)
    }

    /// The body as a client sends it: all fields with a value, in the order of the documents.
    public var json: JSONValue {
        .object(JSONObject(Self.laterFields.compactMap { field in field.value(self).map { .init(field.name, $0) } }))
    }
}
