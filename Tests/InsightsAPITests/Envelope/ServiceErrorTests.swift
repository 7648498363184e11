import InsightsAPI
import InsightsHTTP
import Testing

@Suite("Service errors")
struct ServiceErrorTests {
    struct Known: Sendable, CustomTestStringConvertible {
        let error: ServiceError
        let status: HTTPStatus
        let message: String
        var testDescription: String { message }

        init(_ error: ServiceError, _ status: HTTPStatus, _ message: String) {
            self.error = error
            self.status = status
            self.message = message
        }
    }

    static let creation = "Invalid report parameters for creation - "
    static let executions = "There are no executions that have occurred for the given filter conditions. "
    static let retry =
        " the reportId or executionId and retry the API after the report's scheduled execution time"

    /// The error catalogue, word by word.
    static let known: [Known] = [
        Known(.unauthorized, 401, "Unauthorized"), Known(.forbidden, 403, "Forbidden"),
        Known(
            .retiredAudience("https://graph.windows.net"), 401,
            "900420: The audience 'https://graph.windows.net' in the token is invalid and is no longer supported in "
                + "Partner Center API."),
        Known(.invalidTableName, 400, "Invalid table name"), Known(.incorrectColumnName, 400, "Incorrect column name"),
        Known(.nullOrMissingValue, 400, "Null or missing value"),
        Known(.invalidReportParameters, 400, "Invalid report parameters"),
        Known(
            .recurrenceIntervalOutOfRange(minimum: 4, maximum: 2160), 400,
            "Recurrence Interval must be between 4 and 2160"),
        Known(
            .recurrenceIntervalOutOfRange(minimum: 24, maximum: 90), 400,
            "Recurrence Interval must be between 24 and 90"),
        Known(.invalidQueryID, 400, "Invalid QueryId"),
        Known(
            .startTimeTooEarly(leadHours: 4), 400,
            creation + "Start time of report should at least be 4 hours from current UTC time"),
        Known(.startTimeFormat, 400, creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ"),
        Known(.endTimeNotAfterStartTime, 400, creation + "EndTime should be greater than StartTime"),
        Known(.endTimeFormat, 400, creation + "EndTime should follow format: yyyy-MM-ddTHH:mm:ssZ"),
        Known(.reportFormat, 400, creation + "Report format should be csv/tsv"),
        Known(.semicolonInReportName, 400, creation + "Invalid character (;) in ReportName"),
        Known(.callbackMethod, 400, creation + "CallbackMethod can only be GET or POST"),
        Known(.recurrenceCountNotPositive, 400, creation + "Recurrence count has to be a positive integer value"),
        Known(
            .nameOrDescriptionTooLong, 400,
            creation + "Limit ReportName and Description length to 256 characters or less"),
        Known(
            .activeReportQuota(limit: 50), 400, "User has exceeded its report creation quota of 50 active reports"),
        Known(
            .executeNowQuota(limit: 5), 400,
            "User has exceeded its ExecuteNow report creation quota of 5 reports/60 mins"),
        Known(.queryQuota, 400, "Number of queries exceeded. Delete few queries before creating new queries"),
        Known(.requestedValueNotFound("string"), 400, "Requested value 'string' not found"),
        Known(.noItemFound, 404, "No item found with given filters."),
        Known(.noExecutionFound(.cmp), 404, executions + "Please recheck" + retry),
        Known(.noExecutionFound(.mpn), 404, executions + "Double check" + retry),
        Known(
            .internalErrorCreatingReport(correlationID: "x-y"), 500,
            "Internal error encountered while creating report. Correlation ID <x-y>"),
        Known(.serviceUnavailable, 500, "Service unavailable"),
        Known(.invalidQuery("line 1"), 400, "Invalid query: line 1"),
        Known(.invalidBody("no JSON"), 400, "Invalid request body: no JSON"),
        Known(.bodyTooLarge(limit: 1024), 413, "Request body is larger than 1024 bytes"),
        Known(.unknownRoute, 404, "Resource not found"), Known(.methodNotAllowed([.get]), 405, "Method not allowed"),
    ]

    @Test("Every refusal has its status and its exact message", arguments: known)
    func words(_ known: Known) {
        #expect(known.error.status == known.status)
        #expect(known.error.message == known.message)
        // Typeset pages have other blanks and quotes; the service's are plain.
        #expect(known.error.message.utf8.allSatisfy { $0 < 0x7F && $0 >= 0x20 })
    }
}
