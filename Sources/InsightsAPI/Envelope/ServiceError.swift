public import InsightsHTTP

/// An error response of the service, with the published message and status: the error catalogue (insights-api section
/// 10).
///
/// All messages are defined here. Where the documents disagree, the case carries the data of the chosen reading, and
/// the settings choose.
public enum ServiceError: Error, Sendable, Equatable {
    /// 401: the token is missing, malformed, expired or wrong.
    case unauthorized
    /// 401: the token's audience, given by name, is a resource that the service no longer accepts.
    case retiredAudience(String)
    /// 403: the token is valid, but the caller lacks the enrolment, the role or the permission; no message is
    /// published.
    case forbidden
    /// 400: FROM does not name a dataset.
    case invalidTableName
    /// 400: a name in the query is neither a column nor a metric of its dataset.
    case incorrectColumnName
    /// 400: a required field of the body, or a required parameter, is null or missing.
    case nullOrMissingValue
    /// 400: a report parameter is invalid, and no more specific message is published.
    case invalidReportParameters
    /// 400: the recurrence interval, in hours, is out of range.
    case recurrenceIntervalOutOfRange(minimum: Int, maximum: Int)
    /// 400: QueryId does not name a query that the caller may use.
    case invalidQueryID
    /// 400: the start time is in the past, or earlier than the lead time in hours allows.
    case startTimeTooEarly(leadHours: Int)
    /// 400: the start time cannot be parsed.
    case startTimeFormat
    /// 400: an end time is not after its start time.
    case endTimeNotAfterStartTime
    /// 400: an end time cannot be parsed.
    case endTimeFormat
    /// 400: the format is neither csv nor tsv.
    case reportFormat
    /// 400: the report name contains a semicolon.
    case semicolonInReportName
    /// 400: the callback method is neither GET nor POST.
    case callbackMethod
    /// 400: the recurrence count is not positive.
    case recurrenceCountNotPositive
    /// 400: the report's name or description is longer than 256 characters.
    case nameOrDescriptionTooLong
    /// 400: the report would exceed the quota of active reports.
    case activeReportQuota(limit: Int)
    /// 400: the report would exceed the quota of `ExecuteNow` reports within the last hour.
    case executeNowQuota(limit: Int)
    /// 400: the query would exceed the quota of queries.
    case queryQuota
    /// 400: a value is unknown to the service, such as the placeholder `string` left in a field.
    case requestedValueNotFound(String)
    /// 404: no item has the given identifiers or matches the given filters.
    case noItemFound
    /// 404: the report exists, but no execution matches; the message differs by program (C23, docs/sources.md).
    case noExecutionFound(PartnerProgram)
    /// 500: the legacy response to a date in the wrong format (C18).
    case internalErrorCreatingReport(correlationID: String)
    /// 500: the service is unavailable, or a query exceeded its time limit.
    case serviceUnavailable
    /// 400: the text is not a valid query; the message is unpublished (U10), and the detail states the location and
    /// reason.
    case invalidQuery(String)
    /// 400: the body is not the expected JSON object; the message is unpublished.
    case invalidBody(String)
    /// 413: the body is larger than the limit in bytes.
    case bodyTooLarge(limit: Int)
    /// 404: no route has the URL.
    case unknownRoute
    /// 405: the route does not support the method; the value lists the methods that it supports.
    case methodNotAllowed([HTTPMethod])

    /// The HTTP status, which the envelope repeats.
    public var status: HTTPStatus {
        switch self {
        case .unauthorized, .retiredAudience: 401
        case .forbidden: 403
        case .noItemFound, .noExecutionFound, .unknownRoute: 404
        case .methodNotAllowed: 405
        case .bodyTooLarge: 413
        case .internalErrorCreatingReport, .serviceUnavailable: 500
        default: 400
        }
    }

    private static let creationPrefix: MessageText = "Invalid report parameters for creation - "
    private static let timeFormat = "yyyy-MM-ddTHH:mm:ssZ"

    /// The envelope's `message`.
    public var message: String { messageText.text }

    var messageText: MessageText {
        let creation = Self.creationPrefix
        return switch self {
        case .unauthorized: "Unauthorized"
        case .retiredAudience(let audience):
            "900420: The audience '\(audience)' in the token is invalid and is no longer supported in Partner Center API."
        case .forbidden: "Forbidden"
        case .invalidTableName: "Invalid table name"
        case .incorrectColumnName: "Incorrect column name"
        case .nullOrMissingValue: "Null or missing value"
        case .invalidReportParameters: "Invalid report parameters"
        case .recurrenceIntervalOutOfRange(let minimum, let maximum):
            "Recurrence Interval must be between \(minimum) and \(maximum)"
        case .invalidQueryID: "Invalid QueryId"
        case .startTimeTooEarly(let hours):
            creation + "Start time of report should at least be \(hours) hours from current UTC time"
        case .startTimeFormat: creation + "StartTime should follow format: \(text: Self.timeFormat)"
        case .endTimeNotAfterStartTime: creation + "EndTime should be greater than StartTime"
        case .endTimeFormat: creation + "EndTime should follow format: \(text: Self.timeFormat)"
        case .reportFormat: creation + "Report format should be csv/tsv"
        case .semicolonInReportName: creation + "Invalid character (;) in ReportName"
        case .callbackMethod: creation + "CallbackMethod can only be GET or POST"
        case .recurrenceCountNotPositive: creation + "Recurrence count has to be a positive integer value"
        case .nameOrDescriptionTooLong:
            creation + "Limit ReportName and Description length to 256 characters or less"
        case .activeReportQuota(let limit): "User has exceeded its report creation quota of \(limit) active reports"
        case .executeNowQuota(let limit):
            "User has \(text: Self.executeNowQuotaText) of \(limit) reports/60 mins"
        case .queryQuota: "Number of queries exceeded. Delete few queries before creating new queries"
        case .requestedValueNotFound(let value): "Requested value '\(value)' not found"
        case .noItemFound: "No item found with given filters."
        case .noExecutionFound(let program): Self.noExecutionFound(program)
        case .internalErrorCreatingReport(let id):
            "Internal error encountered while creating report. Correlation ID <\(id)>"
        case .serviceUnavailable: "Service unavailable"
        case .invalidQuery(let detail): "Invalid query: \(detail)"
        case .invalidBody(let detail): "Invalid request body: \(detail)"
        case .bodyTooLarge(let limit): "Request body is larger than \(limit) bytes"
        case .unknownRoute: "Resource not found"
        case .methodNotAllowed: "Method not allowed"
        }
    }

    /// A part of the message by which clients recognize the quota of `ExecuteNow` reports.
    public static let executeNowQuotaText = "exceeded its ExecuteNow report creation quota"
    /// A part of the message by which clients recognize that a report has no execution yet.
    public static let noExecutionText = "There are no executions that have occurred"

    private static func noExecutionFound(_ program: PartnerProgram) -> MessageText {
        let advice = program == .cmp ? "Please recheck" : "Double check"
        return
            "\(text: noExecutionText) for the given filter conditions. \(text: advice) the reportId or "
            + "executionId and retry the API after the report's scheduled execution time"
    }
}
