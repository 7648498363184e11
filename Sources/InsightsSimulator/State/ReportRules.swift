import InsightsAPI
import InsightsTime

/// The validation of report parameters, in the order of insights-api section 4.6; the first failure counts (U11,
/// docs/sources.md).
struct ReportRules: Sendable {
    let settings: Settings
    let program: PartnerProgram
    let now: Timestamp
    /// The identifier for a response that shows one (U44).
    let correlationID: String

    static let longestText = 256
    static let smallestInterval = 4

    /// Validates the body of a create request.
    func plan(
        _ request: ReportRequest, query: (String) throws(ServiceError) -> (id: String, query: PreparedQuery)?
    ) throws(ServiceError) -> ReportPlan {
        guard let name = request.reportName, let queryID = request.queryID else { throw .nullOrMissingValue }
        if !request.executeNow, request.startTime == nil || request.recurrenceInterval == nil {
            throw .nullOrMissingValue
        }
        try checkTexts(name: name, description: request.description)
        let format = try format(request.format) ?? .csv
        let callback = try callback(request)
        guard let (queryID, query) = try query(queryID) else { throw .invalidQueryID }
        var plan = ReportPlan(
            name: name, description: request.description, queryID: queryID, query: query,
            executeNow: request.executeNow, schedule: ReportSchedule(start: now, intervalHours: 0, count: 1),
            callbackURL: request.callbackURL, callbackMethod: callback, format: format)
        if request.executeNow {
            // The query's bounds apply only here; a scheduled report accepts and ignores them (4.6).
            plan.queryStart = try time(request.queryStartTime, or: .startTimeFormat)
            plan.queryEnd = try time(request.queryEndTime, or: .endTimeFormat)
            if let start = plan.queryStart, plan.queryEnd ?? now <= start { throw .endTimeNotAfterStartTime }
        } else {
            plan.schedule = try schedule(request, minimumInterval: query.minimumInterval)
        }
        return plan
    }

    /// Checks the body of an update and returns the changed plan; absent fields keep their value (U19).
    func update(_ current: ReportPlan, _ request: ReportRequest) throws(ServiceError) -> ReportPlan {
        guard let name = request.reportName, request.startTime != nil else { throw .nullOrMissingValue }
        if settings.updateRequirements == .strictCMP, program == .cmp,
            request.format == nil || request.callbackURL == nil
        {
            throw .nullOrMissingValue
        }
        try checkTexts(name: name, description: request.description)
        var plan = current
        plan.name = name
        plan.description = request.description ?? current.description
        plan.format = try format(request.format) ?? current.format
        plan.callbackMethod = try callback(request, of: current)
        plan.callbackURL = request.callbackURL ?? current.callbackURL
        var complete = request
        complete.recurrenceInterval = request.recurrenceInterval ?? current.schedule.intervalHours
        complete.recurrenceCount = request.recurrenceCount ?? current.schedule.count
        plan.schedule = try schedule(complete, minimumInterval: current.query.minimumInterval)
        return plan
    }

    private func checkTexts(name: String, description: String?) throws(ServiceError) {
        // Count code points and search bytes: combining accents count, and cannot hide the character they follow.
        for text in [name, description ?? ""] where text.unicodeScalars.count > Self.longestText {
            throw .nameOrDescriptionTooLong
        }
        if name.utf8.contains(UInt8(ascii: ";")) { throw .semicolonInReportName }
    }

    private func format(_ text: String?) throws(ServiceError) -> ReportFormat? {
        guard let text else { return nil }
        if let format = ReportFormat(rawValue: text.lowercased()) { return format }
        // The catalogue has a separate error for the placeholder of the Swagger page (C20).
        throw text.lowercased() == "string" ? .requestedValueNotFound(text) : .reportFormat
    }

    /// Returns the callback method; nil if there is no callback URL.
    ///
    /// The default is the method of the report that an update changes, or POST.
    private func callback(
        _ request: ReportRequest, of current: ReportPlan? = nil
    ) throws(ServiceError) -> CallbackMethod? {
        var method = current?.callbackMethod ?? .post
        if let text = request.callbackMethod {
            guard let known = CallbackMethod(rawValue: text.uppercased()) else { throw .callbackMethod }
            method = known
        }
        guard let url = request.callbackURL else { return current?.callbackURL == nil ? nil : method }
        if url.lowercased() == "string" { throw .requestedValueNotFound(url) }
        let schemes = settings.callbackScheme == .https ? ["https://"] : ["https://", "http://"]
        guard let scheme = schemes.first(where: { url.lowercased().hasPrefix($0) }), url.count > scheme.count else {
            throw .invalidReportParameters
        }
        return method
    }

    private func schedule(
        _ request: ReportRequest, minimumInterval: Int?
    ) throws(ServiceError) -> ReportSchedule {
        guard let start = try time(request.startTime, or: .startTimeFormat) else { throw .nullOrMissingValue }
        guard start >= now.adding(hours: settings.startLeadHours) else {
            throw .startTimeTooEarly(leadHours: settings.startLeadHours)
        }
        guard let interval = request.recurrenceInterval else { throw .nullOrMissingValue }
        let smallest = max(Self.smallestInterval, minimumInterval ?? 0)
        let largest = max(smallest, settings.maxRecurrenceIntervalHours)
        guard (smallest...largest).contains(interval) else {
            // The published message states the service's bounds; only an interval within them can be too short for a
            // dataset.
            let range = Self.smallestInterval...max(Self.smallestInterval, settings.maxRecurrenceIntervalHours)
            let isOfService = !range.contains(interval) && smallest <= range.upperBound
            throw .recurrenceIntervalOutOfRange(
                minimum: isOfService ? Self.smallestInterval : smallest, maximum: largest)
        }
        if let count = request.recurrenceCount, count <= 0 { throw .recurrenceCountNotPositive }
        return ReportSchedule(start: start, intervalHours: interval, count: request.recurrenceCount)
    }

    /// Parses a time in a form that the settings allow (C18); nil if the text is absent.
    func time(_ text: String?, or error: ServiceError) throws(ServiceError) -> Timestamp? {
        guard let text else { return nil }
        if let time = Timestamp(text) { return time }
        switch settings.dateFormat {
        case .lenient:
            if let time = Timestamp(text, separator: " ") { return time }
            throw error
        case .strict: throw error
        case .strictInternalError: throw .internalErrorCreatingReport(correlationID: correlationID)
        }
    }
}
