package import InsightsAPI
import InsightsJSON
package import InsightsTime

/// The validation of report parameters, in the order of insights-api section 4.6; the first failure counts (U11,
/// docs/sources.md).
package struct ReportRules: Sendable {
    package let settings: Settings
    package let program: PartnerProgram
    package let version: ServiceVersion
    package let now: Timestamp
    /// The identifier for a response that shows one (U44).
    package let correlationID: String

    package init(
        settings: Settings, program: PartnerProgram, version: ServiceVersion = .v1, now: Timestamp,
        correlationID: String
    ) {
        self.settings = settings
        self.program = program
        self.version = version
        self.now = now
        self.correlationID = correlationID
    }

    package static let longestText = 256
    package static let smallestInterval = 4

    /// Validates the body of a create request.
    package func plan(
        _ request: ReportRequest, query: (String) throws(ServiceRefusal) -> (id: String, query: PreparedQuery)?
    ) throws(ServiceRefusal) -> ReportPlan {
        try request.checkRequired(settings.createForm(version, runsAtOnce: request.executeNow))
        guard let name = request.reportName, let queryID = request.queryID else {
            throw ServiceRefusal(.nullOrMissingValue)
        }
        try checkTexts(name: name, description: request.description)
        let format = try format(request.format) ?? .csv
        let callback = try callback(request)
        guard let (queryID, query) = try query(queryID) else {
            throw ServiceRefusal(
                .invalidQueryID, field: "QueryId", found: InputError.echo(queryID),
                expected: "the identifier of a stored or a predefined query")
        }
        var plan = ReportPlan(
            name: name, description: request.description, queryID: queryID, query: query,
            executeNow: request.executeNow, schedule: ReportSchedule(start: now, intervalHours: 0, count: 1),
            callbackURL: request.callbackURL, callbackMethod: callback, format: format)
        if request.executeNow {
            // The query's bounds apply only here; a scheduled report accepts and ignores them (4.6).
            let fields = (start: "QueryStartTime", end: "QueryEndTime")
            plan.queryStart = try time(request.queryStartTime, of: fields.start, or: .startTimeFormat)
            plan.queryEnd = try time(request.queryEndTime, of: fields.end, or: .endTimeFormat)
            try checkOrder(plan.queryStart, plan.queryEnd, of: fields)
        } else {
            plan.schedule = try schedule(request, minimumInterval: query.minimumInterval)
        }
        return plan
    }

    /// Checks the body of an update and returns the changed plan; absent fields keep their value (U19).
    package func update(_ current: ReportPlan, _ request: ReportRequest) throws(ServiceRefusal) -> ReportPlan {
        try request.checkRequired(settings.updateForm(program))
        guard let name = request.reportName else { throw ServiceRefusal(.nullOrMissingValue) }
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
        complete.endTime = request.endTime ?? current.schedule.end?.description
        plan.schedule = try schedule(complete, minimumInterval: current.query.minimumInterval)
        return plan
    }

    private func checkTexts(name: String, description: String?) throws(ServiceRefusal) {
        // Count code points and search bytes: combining accents count, and cannot hide the character they follow.
        for (field, text) in [("ReportName", name), ("Description", description ?? "")]
        where text.unicodeScalars.count > Self.longestText {
            throw ServiceRefusal(
                .nameOrDescriptionTooLong, field: field, found: InputError.echo(text),
                expected: "at most \(Self.longestText) characters")
        }
        if name.utf8.contains(UInt8(ascii: ";")) {
            throw ServiceRefusal(
                .semicolonInReportName, field: "ReportName", found: InputError.echo(name),
                expected: "a name without ';'")
        }
    }

    private func format(_ text: String?) throws(ServiceRefusal) -> ReportFormat? {
        guard let text else { return nil }
        if let format = ReportFormat(rawValue: text.lowercased()) { return format }
        // The catalogue has a separate error for the placeholder of the Swagger page (C20).
        throw ServiceRefusal(
            text.lowercased() == "string" ? .requestedValueNotFound(text) : .reportFormat, field: "Format",
            found: InputError.echo(text), expected: ReportFormat.allCases.map(\.rawValue).joined(separator: " or "))
    }

    /// Returns the callback method; nil if there is no callback URL.
    ///
    /// The default is the method of the report that an update changes, or POST.
    private func callback(
        _ request: ReportRequest, of current: ReportPlan? = nil
    ) throws(ServiceRefusal) -> CallbackMethod? {
        var method = current?.callbackMethod ?? .post
        if let text = request.callbackMethod {
            guard let known = CallbackMethod(rawValue: text.uppercased()) else {
                throw ServiceRefusal(
                    .callbackMethod, field: "CallbackMethod", found: InputError.echo(text),
                    expected: CallbackMethod.allCases.map(\.rawValue).joined(separator: " or "))
            }
            method = known
        }
        guard let url = request.callbackURL else { return current?.callbackURL == nil ? nil : method }
        let isSecure = settings.callbackScheme == .https
        let schemes = isSecure ? ["https://"] : ["https://", "http://"]
        guard let scheme = schemes.first(where: { url.lowercased().hasPrefix($0) }), url.count > scheme.count else {
            throw ServiceRefusal(
                url.lowercased() == "string" ? .requestedValueNotFound(url) : .invalidReportParameters,
                field: "CallbackUrl", found: InputError.echo(url),
                expected: isSecure ? "an https address" : "an http or https address")
        }
        return method
    }

    private func schedule(
        _ request: ReportRequest, minimumInterval: Int?
    ) throws(ServiceRefusal) -> ReportSchedule {
        guard let start = try time(request.startTime, of: "StartTime", or: .startTimeFormat) else {
            throw ServiceRefusal(.nullOrMissingValue)
        }
        let earliest = now.adding(hours: settings.startLeadHours)
        guard start >= earliest else {
            throw ServiceRefusal(
                .startTimeTooEarly(leadHours: settings.startLeadHours), field: "StartTime", found: "'\(start)'",
                expected: "\(earliest) or later", hint: "the tenant's clock shows \(now)")
        }
        guard let interval = request.recurrenceInterval else { throw ServiceRefusal(.nullOrMissingValue) }
        let smallest = max(Self.smallestInterval, minimumInterval ?? 0)
        let largest = max(smallest, settings.maxRecurrenceIntervalHours)
        guard (smallest...largest).contains(interval) else {
            // The published message states the service's bounds; only an interval within them can be too short for a
            // dataset.
            let range = Self.smallestInterval...max(Self.smallestInterval, settings.maxRecurrenceIntervalHours)
            let isOfService = !range.contains(interval) && smallest <= range.upperBound
            throw ServiceRefusal(
                .recurrenceIntervalOutOfRange(
                    minimum: isOfService ? Self.smallestInterval : smallest, maximum: largest),
                field: "RecurrenceInterval", found: "\(interval)", expected: "\(smallest) to \(largest) hours")
        }
        if let count = request.recurrenceCount, count <= 0 {
            throw ServiceRefusal(
                .recurrenceCountNotPositive, field: "RecurrenceCount", found: "\(count)", expected: "1 or more")
        }
        let schedule = ReportSchedule(
            start: start, intervalHours: interval, count: request.recurrenceCount,
            end: try time(request.endTime, of: "endTime", or: .endTimeFormat))
        if let end = schedule.end { try checkOrder(start, end, of: ("StartTime", "endTime")) }
        try checkLength(of: schedule)
        return schedule
    }

    /// Refuses a schedule of v1.1 that is longer than the settings allow; by default any is allowed.
    private func checkLength(of schedule: ReportSchedule) throws(ServiceRefusal) {
        guard version == .v11, let limit = settings.recurrenceLimitHours, let count = schedule.count else { return }
        let (hours, isTooLong) = schedule.intervalHours.multipliedReportingOverflow(by: count)
        guard isTooLong || hours > limit else { return }
        throw ServiceRefusal(
            .invalidReportParameters, field: "RecurrenceCount", found: "\(count)",
            expected: "at most \(limit / schedule.intervalHours) at \(schedule.intervalHours) hours",
            hint: "the setting recurrence-limit-hours is \(limit)")
    }

    /// Parses a time in a form that the settings allow (C18); nil if the text is absent.
    ///
    /// - Parameters:
    ///   - text: what was sent.
    ///   - field: where.
    ///   - error: the service's error for another form.
    /// - Returns: the instant; nil if nothing was sent.
    /// - Throws: `ServiceRefusal` with that error.
    package func time(_ text: String?, of field: String, or error: ServiceError) throws(ServiceRefusal) -> Timestamp? {
        guard let text else { return nil }
        if let time = Timestamp(text) { return time }
        if settings.dateFormat == .lenient, let time = Timestamp(text, separator: " ") { return time }
        throw ServiceRefusal(
            settings.dateFormat == .strictInternalError
                ? .internalErrorCreatingReport(correlationID: correlationID) : error,
            field: field, found: InputError.echo(text), expected: "yyyy-MM-ddTHH:mm:ssZ")
    }

    /// Refuses an end that is not after its start; without an end that is the present.
    package func checkOrder(
        _ start: Timestamp?, _ end: Timestamp?, of fields: (start: String, end: String)
    ) throws(ServiceRefusal) {
        guard let start, (end ?? now) <= start else { return }
        guard let end else {
            throw ServiceRefusal(
                .endTimeNotAfterStartTime, field: fields.start, found: "'\(start)'",
                expected: "an instant before \(now)")
        }
        throw ServiceRefusal(
            .endTimeNotAfterStartTime, field: fields.end, found: "'\(end)'",
            expected: "an instant after \(fields.start), \(start)")
    }
}

extension Settings {
    /// Returns which fields a creation must have.
    package func createForm(_ version: ServiceVersion, runsAtOnce: Bool) -> RequestForm {
        .createReport(runsAtOnce: runsAtOnce, needsCount: version == .v11 && !runsAtOnce && requiresRecurrenceCount)
    }

    /// Returns which fields an update must have.
    package func updateForm(_ program: PartnerProgram) -> RequestForm {
        .updateReport(isStrict: updateRequirements == .strictCMP && program == .cmp)
    }
}
