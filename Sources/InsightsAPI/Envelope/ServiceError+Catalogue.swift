public import InsightsHTTP

/// The errors that each operation can return, for the OpenAPI document.
extension ServiceError {
    /// The regular expression of all messages of this kind; nil if there is only one message.
    public var messagePattern: String? { messageText.isConstant ? nil : messageText.pattern }

    /// Whether the message is published; otherwise it is a choice of this project.
    public var isPublished: Bool {
        switch self {
        case .forbidden, .invalidQuery, .invalidBody, .bodyTooLarge, .unknownRoute, .methodNotAllowed: false
        default: true
        }
    }

    /// Returns the statuses that the documents list for an operation, success first (insights-api section 4).
    public static func documentedStatuses(of operation: Operation) -> [HTTPStatus] {
        operation == .createQuery ? [200, 400, 401, 403, 500] : [200, 400, 401, 403, 404, 500]
    }

    /// Returns the errors of an operation whose path and method are valid.
    ///
    /// - Parameters:
    ///   - operation: the operation.
    ///   - program: the program of the operation.
    ///   - limits: the numbers that messages mention.
    /// - Returns: one example of each kind.
    package static func refusals(
        of operation: Operation, in program: PartnerProgram, limits: RefusalLimits = RefusalLimits()
    ) -> [ServiceError] {
        let always: [ServiceError] = [
            .unauthorized, .retiredAudience("https://graph.windows.net"), .forbidden,
            .bodyTooLarge(limit: limits.bodyBytes), .serviceUnavailable,
        ]
        let badParameter = ServiceError.requestedValueNotFound("string")
        let ofQuery: [ServiceError] = [
            .invalidTableName, .incorrectColumnName, .invalidReportParameters,
            .invalidQuery("line 1, column 1: expected SELECT"),
        ]
        let own: [ServiceError] =
            switch operation {
            case .datasets: [badParameter, .noItemFound]
            case .createQuery: [.nullOrMissingValue, .queryQuota, invalidBodyExample] + ofQuery
            case .listQueries, .listReports: [badParameter, .noItemFound]
            case .deleteQuery: [.invalidQueryID, .noItemFound, ofBlankIdentifier]
            case .testQuery:
                [.nullOrMissingValue] + ofQuery + testedTimes + [badParameter, .noItemFound]
            case .createReport: ofReport(limits) + [.invalidQueryID] + bounds + quotas(limits)
            case .updateReport: ofReport(limits) + [.noItemFound, ofBlankIdentifier]
            case .deleteReport: [.noItemFound, ofBlankIdentifier]
            case .pauseReport: [.invalidReportParameters, .noItemFound]
            case .resumeReport: [.invalidReportParameters, .noItemFound] + quotas(limits)
            case .executions: [badParameter, .noItemFound, .noExecutionFound(program), ofBlankIdentifier]
            case .token, .discovery, .download, .other: []
            }
        return always + own
    }

    /// With a blank identifier the address is that of the collection, or of a report, which have other methods.
    private static let ofBlankIdentifier = ServiceError.methodNotAllowed([])
    private static let invalidBodyExample = ServiceError.invalidBody("expected a JSON object, found an array")
    private static let internalExample = ServiceError.internalErrorCreatingReport(
        correlationID: "00000000-0000-0000-0000-000000000000")
    private static let bounds: [ServiceError] = [.endTimeNotAfterStartTime, .endTimeFormat]
    private static let testedTimes: [ServiceError] = [.startTimeFormat] + bounds + [internalExample]

    private static func quotas(_ limits: RefusalLimits) -> [ServiceError] {
        [.activeReportQuota(limit: limits.activeReports), .executeNowQuota(limit: limits.executeNow)]
    }

    private static func ofReport(_ limits: RefusalLimits) -> [ServiceError] {
        [
            .nullOrMissingValue, .invalidReportParameters, invalidBodyExample, .nameOrDescriptionTooLong,
            .semicolonInReportName, .reportFormat, .callbackMethod, .requestedValueNotFound("string"), .startTimeFormat,
            .startTimeTooEarly(leadHours: limits.leadHours),
            .recurrenceIntervalOutOfRange(minimum: limits.smallestInterval, maximum: limits.largestInterval),
            .recurrenceCountNotPositive, internalExample,
        ]
    }
}

/// The numbers that error messages mention.
package struct RefusalLimits: Sendable, Equatable {
    /// The maximum body size in bytes.
    package var bodyBytes: Int
    /// The minimum time between now and a start time, in hours.
    package var leadHours: Int
    /// The minimum recurrence interval, in hours.
    package var smallestInterval: Int
    /// The maximum recurrence interval, in hours.
    package var largestInterval: Int
    /// The maximum number of active reports per user.
    package var activeReports: Int
    /// The maximum number of `ExecuteNow` reports per user within 60 minutes.
    package var executeNow: Int

    /// Creates the limits; the defaults are the documented ones.
    package init(
        bodyBytes: Int = 1 << 20, leadHours: Int = 4, smallestInterval: Int = 4, largestInterval: Int = 2160,
        activeReports: Int = 50, executeNow: Int = 5
    ) {
        self.bodyBytes = bodyBytes
        self.leadHours = leadHours
        self.smallestInterval = smallestInterval
        self.largestInterval = largestInterval
        self.activeReports = activeReports
        self.executeNow = executeNow
    }
}
