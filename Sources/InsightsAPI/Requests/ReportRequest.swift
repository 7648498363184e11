public import InsightsJSON

/// The body of `POST ScheduledReport` and `PUT ScheduledReport/{reportId}`, as sent: nothing is checked yet
/// (seed 002, insights-api sections 4.6 and 4.8).
public struct ReportRequest: Sendable, Equatable {
    /// The report's name.
    public var reportName: String?
    /// The description.
    public var description: String?
    /// The query to run; only when a report is created.
    public var queryID: String?
    /// The first slot, `yyyy-MM-ddTHH:mm:ssZ`.
    public var startTime: String?
    /// Whether to run once, at once.
    public var executeNow: Bool
    /// The lower bound of the data of a run at once, `yyyy-MM-ddTHH:mm:ssZ`.
    public var queryStartTime: String?
    /// The upper bound of the data of a run at once, `yyyy-MM-ddTHH:mm:ssZ`.
    public var queryEndTime: String?
    /// Hours between slots.
    public var recurrenceInterval: Int?
    /// How many slots.
    public var recurrenceCount: Int?
    /// `csv` or `tsv`, in any letter case.
    public var format: String?
    /// Where completed executions are announced.
    public var callbackURL: String?
    /// `GET` or `POST`.
    public var callbackMethod: String?

    /// Creates a body.
    public init(
        reportName: String?, description: String? = nil, queryID: String? = nil, startTime: String? = nil,
        executeNow: Bool = false, queryStartTime: String? = nil, queryEndTime: String? = nil,
        recurrenceInterval: Int? = nil, recurrenceCount: Int? = nil, format: String? = nil,
        callbackURL: String? = nil, callbackMethod: String? = nil
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
    }

    /// Reads a body.
    ///
    /// - Throws: `ServiceError.invalidBody` or `ServiceError.invalidReportParameters` for values of the wrong kind.
    public init(_ body: RequestBody) throws(ServiceError) {
        reportName = try body.text("ReportName")
        description = try body.text("Description")
        queryID = try body.text("QueryId")
        startTime = try body.text("StartTime")
        executeNow = try body.flag("ExecuteNow") ?? false
        queryStartTime = try body.text("QueryStartTime")
        queryEndTime = try body.text("QueryEndTime")
        recurrenceInterval = try body.integer("RecurrenceInterval")
        recurrenceCount = try body.integer("RecurrenceCount")
        format = try body.text("Format")
        callbackURL = try body.text("CallbackUrl")
        callbackMethod = try body.text("CallbackMethod")
    }

    /// The body as a client sends it: the fields that are set, in the documents' order.
    public var json: JSONValue {
        var object = JSONObject()
        object["ReportName"] = reportName.map(JSONValue.string)
        object["Description"] = description.map(JSONValue.string)
        object["QueryId"] = queryID.map(JSONValue.string)
        object["StartTime"] = startTime.map(JSONValue.string)
        if executeNow { object["ExecuteNow"] = .bool(true) }
        object["QueryStartTime"] = queryStartTime.map(JSONValue.string)
        object["QueryEndTime"] = queryEndTime.map(JSONValue.string)
        object["RecurrenceInterval"] = recurrenceInterval.map(JSONValue.integer)
        object["RecurrenceCount"] = recurrenceCount.map(JSONValue.integer)
        object["Format"] = format.map(JSONValue.string)
        object["CallbackUrl"] = callbackURL.map(JSONValue.string)
        object["CallbackMethod"] = callbackMethod.map(JSONValue.string)
        return .object(object)
    }
}
