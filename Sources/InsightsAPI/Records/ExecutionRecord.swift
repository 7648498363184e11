public import InsightsJSON

/// The status of one execution of a report (insights-api section 7.2).
public enum ExecutionStatus: String, Sendable, CaseIterable {
    /// The slot is in the future.
    case pending = "Pending"
    /// The execution is in progress.
    case running = "Running"
    /// The report is paused, and the slot waits until it is resumed.
    case paused = "Paused"
    /// The file is ready for download.
    case completed = "Completed"
}

/// An execution of a report (seed 002, insights-api section 4.12).
public struct ExecutionRecord: WireRecord, Equatable {
    /// The identifier of the execution.
    public var executionID: String
    /// The identifier of its report.
    public var reportID: String
    /// The report's recurrence interval, in hours.
    public var recurrenceInterval: Int
    /// The report's number of slots as given at creation; nil for an unlimited number.
    public var recurrenceCount: Int?
    /// The report's callback URL, if executions repeat it (C31, docs/sources.md); nil otherwise.
    public var callbackURL: String?
    /// The report's callback method, if executions repeat it; mpn only.
    public var callbackMethod: CallbackMethod?
    /// The file format.
    public var format: ReportFormat
    /// The status of the execution.
    public var executionStatus: ExecutionStatus
    /// The location of the file (C32); nil in the documents' examples.
    public var reportLocation: String?
    /// The absolute download URL; nil until the execution is completed.
    public var reportAccessSecureLink: String?
    /// The expiry of the download URL, `yyyy-MM-ddTHH:mm:ssZ`; nil if it does not expire.
    public var reportExpiryTime: String?
    /// The time at which the file was generated, `yyyy-MM-ddTHH:mm:ssZ`; nil if there is no file yet.
    public var reportGeneratedTime: String?
    /// The end of the report's schedule; v1.1 only, nil for no end.
    public var endTime: String?
    /// The number of slots that have not started; v1.1 only, nil for an unlimited number.
    public var remainingRecurrenceCount: Int?
    /// The slot of the report's next execution; v1.1 only, nil if none is planned.
    public var nextExecutionStartTime: String?

    /// Creates a record.
    public init(
        executionID: String, reportID: String, recurrenceInterval: Int, recurrenceCount: Int?, callbackURL: String?,
        callbackMethod: CallbackMethod?, format: ReportFormat, executionStatus: ExecutionStatus,
        reportLocation: String?, reportAccessSecureLink: String?, reportExpiryTime: String?,
        reportGeneratedTime: String?, endTime: String? = nil, remainingRecurrenceCount: Int? = nil,
        nextExecutionStartTime: String? = nil
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
        self.endTime = endTime
        self.remainingRecurrenceCount = remainingRecurrenceCount
        self.nextExecutionStartTime = nextExecutionStartTime
    }

    /// The fields, in the order in which they are written.
    package static let fields: [RecordField<ExecutionRecord>] = [
        .text("executionId", .uuid) { $0.executionID },
        .text("reportId", .uuid) { $0.reportID },
        .integer("recurrenceInterval", from: 0, "The report's hours between slots.") { $0.recurrenceInterval },
        .nullableInteger("recurrenceCount", from: 1, "The report's number of slots; null for no end.") {
            $0.recurrenceCount
        },
        .nullableText(
            "callbackUrl", .always, "The report's, where executions repeat it.",
            kind: { $0.style.echoesCallback ? .text : .null }
        ) { $0.callbackURL },
        .nullableWord(
            "callbackMethod", .onlyUnless(.mpn, .callbackMethodInPascalCase), when: { $0.style.echoesCallback }
        ) { $0.callbackMethod },
        .nullableWord(
            "CallbackMethod", .onlyWith(.mpn, .callbackMethodInPascalCase), when: { $0.style.echoesCallback }
        ) { $0.callbackMethod },
        .word("format") { $0.format },
        .word("executionStatus") { $0.executionStatus },
        .nullableText(
            "reportLocation", .onlyOr(.mpn, .reportLocation), "Where the file is, for clients that read it here.",
            kind: { $0.style.fillsReportLocation ? .text : .null }
        ) { $0.reportLocation },
        .nullableText(
            "reportAccessSecureLink", .always, .text, "The absolute address of the file, once the run is completed."
        ) { $0.reportAccessSecureLink },
        .nullableText("reportExpiryTime", .always, .time, "When that address stops working, if it does.") {
            $0.reportExpiryTime
        },
        .nullableText("reportGeneratedTime", .always, .time, "When the file was made.") { $0.reportGeneratedTime },
        .nullableText("endTime", .later(.endTime), .time, "The end of the schedule; null for no end.") { $0.endTime },
        .nullableInteger(
            "remainingRecurrenceCount", .later(.remainingRecurrenceCount), from: 0, "How many slots have not started."
        ) { $0.remainingRecurrenceCount },
        .nullableText(
            "nextExecutionStartTime", .later(.nextExecutionStartTime), .time, "The slot of the next run; null for none."
        ) { $0.nextExecutionStartTime },
        .flag("isPublicInOrg", .setting(.sampleOnlyFields), "Only sample clients read it.") { _ in false },
    ]

    /// Writes the record with the fields of its program.
    public func write(to writer: inout JSONWriter, program: PartnerProgram, style: RecordOptions) {
        write(to: &writer, in: RecordContext(program: program, style: style))
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
        endTime = try reader.optionalString("endTime")
        remainingRecurrenceCount = try reader.optionalInteger("remainingRecurrenceCount")
        nextExecutionStartTime = try reader.optionalString("nextExecutionStartTime")
    }
}
