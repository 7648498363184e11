public import InsightsJSON

/// The status of a report's schedule (insights-api section 7.1).
public enum ReportStatus: String, Sendable, CaseIterable {
    /// Executions are scheduled.
    case active = "Active"
    /// The schedule is paused.
    case paused = "Paused"
    /// No further executions are due.
    case inactive = "Inactive"
}

/// The file format of a report.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// Comma-separated values.
    case csv
    /// Tab-separated values.
    case tsv

    /// The media type of a download (U50, docs/sources.md).
    public var mediaType: String {
        switch self {
        case .csv: "text/csv"
        case .tsv: "text/tab-separated-values"
        }
    }
}

/// The HTTP method of a callback (insights-api section 6).
public enum CallbackMethod: String, Sendable, CaseIterable {
    /// A GET request.
    case get = "GET"
    /// A POST request.
    case post = "POST"
}

/// A report (seed 002, insights-api section 4.6).
public struct ReportRecord: WireRecord, Equatable {
    /// The identifier of the report.
    public var reportID: String
    /// The report name.
    public var reportName: String
    /// The description; nil if there is none.
    public var description: String?
    /// The identifier of the query that the report was created from.
    public var queryID: String
    /// The text of the query that executions run.
    public var query: String
    /// The owner: digits in cmp, a user principal name in mpn.
    public var user: String
    /// The time of creation, `yyyy-MM-ddTHH:mm:ssZ`.
    public var createdTime: String
    /// The time of the last change, `yyyy-MM-ddTHH:mm:ssZ`; nil before the first.
    public var modifiedTime: String?
    /// Whether the report ran once, immediately, instead of on a schedule; mpn and v1.1 only.
    public var executeNow: Bool
    /// The first slot, `yyyy-MM-ddTHH:mm:ssZ`.
    public var startTime: String
    /// The status of the schedule.
    public var reportStatus: ReportStatus
    /// The hours between slots; 0 for an `ExecuteNow` report.
    public var recurrenceInterval: Int
    /// The number of slots; nil for an unlimited number.
    public var recurrenceCount: Int?
    /// The URL to which completed executions are announced; nil for none.
    public var callbackURL: String?
    /// The HTTP method of the callback; mpn and v1.1 only.
    public var callbackMethod: CallbackMethod?
    /// The file format.
    public var format: ReportFormat
    /// The lower bound of the data of an immediate run; v1.1 only.
    public var queryStartTime: String?
    /// The upper bound of the data of an immediate run; v1.1 only.
    public var queryEndTime: String?
    /// The end of the schedule; v1.1 only, nil for no end.
    public var endTime: String?
    /// The number of slots; v1.1 only, nil for an unlimited number.
    public var totalRecurrenceCount: Int?
    /// The slot of the next execution; v1.1 only, nil if none is planned.
    public var nextExecutionStartTime: String?

    /// Creates a record.
    public init(
        reportID: String, reportName: String, description: String?, queryID: String, query: String, user: String,
        createdTime: String, modifiedTime: String?, executeNow: Bool, startTime: String, reportStatus: ReportStatus,
        recurrenceInterval: Int, recurrenceCount: Int?, callbackURL: String?, callbackMethod: CallbackMethod?,
        format: ReportFormat, queryStartTime: String? = nil, queryEndTime: String? = nil, endTime: String? = nil,
        totalRecurrenceCount: Int? = nil, nextExecutionStartTime: String? = nil
    ) {
        self.reportID = reportID
        self.reportName = reportName
        self.description = description
        self.queryID = queryID
        self.query = query
        self.user = user
        self.createdTime = createdTime
        self.modifiedTime = modifiedTime
        self.executeNow = executeNow
        self.startTime = startTime
        self.reportStatus = reportStatus
        self.recurrenceInterval = recurrenceInterval
        self.recurrenceCount = recurrenceCount
        self.callbackURL = callbackURL
        self.callbackMethod = callbackMethod
        self.format = format
        self.queryStartTime = queryStartTime
        self.queryEndTime = queryEndTime
        self.endTime = endTime
        self.totalRecurrenceCount = totalRecurrenceCount
        self.nextExecutionStartTime = nextExecutionStartTime
    }

    /// The fields, in the order in which they are written.
    package static let fields: [RecordField<ReportRecord>] = [
        .text("reportId", .uuid) { $0.reportID },
        .text("reportName") { $0.reportName },
        .nullableText("description") { $0.description },
        .text("queryId", .text, "The query it was made from.") { $0.queryID },
        .text("query", .text, "The text that runs.") { $0.query },
        .text("user", .text, "The owner: digits in cmp, a user principal name in mpn.") { $0.user },
        .text("createdTime", .time) { $0.createdTime },
        .nullableText("modifiedTime", .always, .time, "Null until the report is changed.") { $0.modifiedTime },
        .flag("executeNow", .later(.executeNow, or: .mpn), "Whether it ran once, immediately.") { $0.executeNow },
        .nullableText("queryStartTime", .later(.queryStartTime), .time, "Lower bound of an immediate run's data.") {
            $0.queryStartTime
        },
        .nullableText("queryEndTime", .later(.queryEndTime), .time, "Upper bound of an immediate run's data.") {
            $0.queryEndTime
        },
        .text("startTime", .time, "The first slot.") { $0.startTime },
        .word("reportStatus") { $0.reportStatus },
        .integer("recurrenceInterval", from: 0, "Hours between slots; 0 for a report that ran immediately.") {
            $0.recurrenceInterval
        },
        .nullableInteger("recurrenceCount", from: 1, "How many slots; null for no end.") { $0.recurrenceCount },
        .nullableText("callbackUrl") { $0.callbackURL },
        .nullableWord("callbackMethod", .onlyUnless(.mpn, .callbackMethodInPascalCase)) { $0.callbackMethod },
        .nullableWord("callbackMethod", .later(.callbackMethod)) { $0.callbackMethod },
        .nullableWord("CallbackMethod", .onlyWith(.mpn, .callbackMethodInPascalCase)) { $0.callbackMethod },
        .word("format") { $0.format },
        .nullableText("endTime", .later(.endTime), .time, "The end of the schedule; null for no end.") { $0.endTime },
        .nullableInteger("totalRecurrenceCount", .later(.totalRecurrenceCount), from: 1, "How many slots.") {
            $0.totalRecurrenceCount
        },
        .nullableText(
            "nextExecutionStartTime", .later(.nextExecutionStartTime), .time, "The slot of the next run; null for none."
        ) { $0.nextExecutionStartTime },
        .flag("isPublicInOrg", .setting(.sampleOnlyFields), "Only sample clients read it.") { _ in false },
        RecordField(
            "executionStatus", .setting(.sampleOnlyFields), isNullable: true, "Only sample clients read it.",
            kind: { _ in .word(ExecutionStatus.allCases.map(\.rawValue)) },
            write: { writer, _, context in writer.string(context.executionStatus?.rawValue) }),
    ]

    /// Writes the record with the fields of its program.
    ///
    /// - Parameters:
    ///   - writer: the destination.
    ///   - program: the program, which decides the fields.
    ///   - style: the options of the record.
    ///   - executionStatus: the status of the newest execution, for the field that only sample clients read.
    public func write(
        to writer: inout JSONWriter, program: PartnerProgram, style: RecordOptions,
        executionStatus: ExecutionStatus? = nil
    ) {
        write(to: &writer, in: RecordContext(program: program, style: style, executionStatus: executionStatus))
    }

    init(_ reader: RecordReader) throws(ClientError) {
        reportID = try reader.string("reportId")
        reportName = try reader.string("reportName")
        description = try reader.optionalString("description")
        queryID = try reader.string("queryId")
        query = try reader.string("query")
        user = try reader.string("user")
        createdTime = try reader.string("createdTime")
        modifiedTime = try reader.optionalString("modifiedTime")
        executeNow = try reader.optionalBool("executeNow") ?? false
        startTime = try reader.string("startTime")
        reportStatus = try reader.value("reportStatus", ReportStatus.init(rawValue:))
        recurrenceInterval = try reader.integer("recurrenceInterval")
        recurrenceCount = try reader.optionalInteger("recurrenceCount")
        callbackURL = try reader.optionalString("callbackUrl")
        callbackMethod = try reader.optionalString("callbackMethod").flatMap(CallbackMethod.init(rawValue:))
        format = try reader.value("format", ReportFormat.init(rawValue:))
        queryStartTime = try reader.optionalString("queryStartTime")
        queryEndTime = try reader.optionalString("queryEndTime")
        endTime = try reader.optionalString("endTime")
        totalRecurrenceCount = try reader.optionalInteger("totalRecurrenceCount")
        nextExecutionStartTime = try reader.optionalString("nextExecutionStartTime")
    }
}
