import InsightsAPI
import InsightsTime

/// Checks the parameters of a report, in the order of insights-api section 4.6; the first failure counts (U11).
struct ReportRules: Sendable {
    let settings: Settings
    let program: PartnerProgram
    let now: Timestamp
    /// An identifier for the answer that shows one (U44).
    let correlationID: String

    static let longestText = 256
    static let smallestInterval = 4

    /// Checks the body of a create call.
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
            // Only here do the query's bounds count; in a scheduled report they are accepted and ignored (4.6).
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
        // By code points and bytes: accents stacked on one letter count, and do not hide what they stand on.
        for text in [name, description ?? ""] where text.unicodeScalars.count > Self.longestText {
            throw .nameOrDescriptionTooLong
        }
        if name.utf8.contains(UInt8(ascii: ";")) { throw .semicolonInReportName }
    }

    private func format(_ text: String?) throws(ServiceError) -> ReportFormat? {
        guard let text else { return nil }
        if let format = ReportFormat(rawValue: text.lowercased()) { return format }
        // The placeholder of the Swagger page has an entry of its own in the catalogue (C20).
        throw text.lowercased() == "string" ? .requestedValueNotFound(text) : .reportFormat
    }

    /// The method of the callback, and nil if there is no callback.
    ///
    /// Unless said otherwise it is that of the report an update changes, or POST.
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
            // The published words tell the service's bounds; only an interval within them can be too short for a dataset.
            let range = Self.smallestInterval...max(Self.smallestInterval, settings.maxRecurrenceIntervalHours)
            let isOfService = !range.contains(interval) && smallest <= range.upperBound
            throw .recurrenceIntervalOutOfRange(
                minimum: isOfService ? Self.smallestInterval : smallest, maximum: largest)
        }
        if let count = request.recurrenceCount, count <= 0 { throw .recurrenceCountNotPositive }
        return ReportSchedule(start: start, intervalHours: interval, count: request.recurrenceCount)
    }

    /// Reads a time in one of the forms the settings allow (C18); nil if there is none.
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
