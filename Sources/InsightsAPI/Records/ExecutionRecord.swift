public import InsightsJSON

/// Where one run of a report stands (insights-api section 7.2).
public enum ExecutionStatus: String, Sendable, CaseIterable {
    /// Its slot has not come.
    case pending = "Pending"
    /// It runs.
    case running = "Running"
    /// Its slot waits for the report to be resumed.
    case paused = "Paused"
    /// Its file can be downloaded.
    case completed = "Completed"
}

/// One run of a report (seed 002, insights-api section 4.12).
public struct ExecutionRecord: Sendable, Equatable {
    /// The identifier.
    public var executionID: String
    /// The report it is a run of.
    public var reportID: String
    /// The report's hours between slots.
    public var recurrenceInterval: Int
    /// The report's number of slots as given at creation, or nil for no end.
    public var recurrenceCount: Int?
    /// The report's callback address, where it is repeated (C31).
    public var callbackURL: String?
    /// The report's callback method, where it is repeated; mpn only.
    public var callbackMethod: CallbackMethod?
    /// The file format.
    public var format: ReportFormat
    /// Where the run stands.
    public var executionStatus: ExecutionStatus
    /// Where the file is (C32); nil in the documents' examples.
    public var reportLocation: String?
    /// The absolute address of the file, once the run is completed.
    public var reportAccessSecureLink: String?
    /// When that address stops working, `yyyy-MM-ddTHH:mm:ssZ`, if it does.
    public var reportExpiryTime: String?
    /// When the file was made, `yyyy-MM-ddTHH:mm:ssZ`.
    public var reportGeneratedTime: String?

    /// Creates a record.
    public init(
        executionID: String, reportID: String, recurrenceInterval: Int, recurrenceCount: Int?, callbackURL: String?,
        callbackMethod: CallbackMethod?, format: ReportFormat, executionStatus: ExecutionStatus,
        reportLocation: String?, reportAccessSecureLink: String?, reportExpiryTime: String?,
        reportGeneratedTime: String?
    ) {
        self.executionID = executionID
        self.reportID = reportID
        self.recurrenceInterval = recurrenceInterval
        self.recurrenceCount = recurrenceCount
        self.callbackURL = callbackURL
        self.callbackMethod = callbackMethod
        self.format = format
        self.executionStatus = executionStatus
        self.reportLocation = reportLocation
        self.reportAccessSecureLink = reportAccessSecureLink
        self.reportExpiryTime = reportExpiryTime
        self.reportGeneratedTime = reportGeneratedTime
    }

    /// Writes the record with the fields of its program.
    public func write(to writer: inout JSONWriter, program: Program, style: WireStyle) {
        writer.object { writer in
            writer.member("executionId", executionID)
            writer.member("reportId", reportID)
            writer.member("recurrenceInterval", recurrenceInterval)
            writer.member("recurrenceCount", recurrenceCount)
            writer.member("callbackUrl", callbackURL)
            if program == .mpn { writer.member(style.callbackMethodKey, callbackMethod?.rawValue) }
            writer.member("format", format.rawValue)
            writer.member("executionStatus", executionStatus.rawValue)
            if program == .mpn || style.fillsReportLocation { writer.member("reportLocation", reportLocation) }
            writer.member("reportAccessSecureLink", reportAccessSecureLink)
            writer.member("reportExpiryTime", reportExpiryTime)
            writer.member("reportGeneratedTime", reportGeneratedTime)
            if style.includesSampleOnlyFields { writer.member("isPublicInOrg", false) }
        }
    }

    init(_ reader: RecordReader) throws(ClientError) {
        executionID = try reader.string("executionId")
        reportID = try reader.string("reportId")
        recurrenceInterval = try reader.integer("recurrenceInterval")
        recurrenceCount = try reader.optionalInteger("recurrenceCount")
        callbackURL = try reader.optionalString("callbackUrl")
        callbackMethod = try reader.optionalString("callbackMethod").flatMap(CallbackMethod.init(rawValue:))
        format = try reader.value("format", ReportFormat.init(rawValue:))
        executionStatus = try reader.value("executionStatus", ExecutionStatus.init(rawValue:))
        reportLocation = try reader.optionalString("reportLocation")
        reportAccessSecureLink = try reader.optionalString("reportAccessSecureLink")
        reportExpiryTime = try reader.optionalString("reportExpiryTime")
        reportGeneratedTime = try reader.optionalString("reportGeneratedTime")
    }
}
