import InsightsAPI
import InsightsJSON
import InsightsTime

/// Checks the parameters of a report, in the order of insights-api section 4.6; the first failure counts (U11).
struct ReportRules: Sendable {
    let settings: Settings
    let program: PartnerProgram
    let now: Timestamp
    /// An identifier for the answer that shows one (U44).
    let correlationID: String

    /// What creating a report needs to know of its query.
    struct Query: Sendable {
        var id: String
        var text: String
        /// The smallest interval of the dataset, in hours; mpn only.
        var minimumInterval: Int?
    }

    static let longestText = 256
    static let smallestInterval = 4

    /// Checks the body of a create call.
    func plan(
        _ request: ReportRequest, query: (String) throws(ServiceRefusal) -> Query?
    ) throws(ServiceRefusal) -> ReportPlan {
        try request.checkRequired(.createReport(runsAtOnce: request.executeNow))
        guard let name = request.reportName, let queryID = request.queryID else {
            throw ServiceRefusal(.nullOrMissingValue)
        }
        try checkTexts(name: name, description: request.description)
        let format = try format(request.format) ?? .csv
        let callback = try callback(request)
        guard let query = try query(queryID) else {
            throw ServiceRefusal(
                .invalidQueryID, field: "QueryId", found: InputError.echo(queryID),
                expected: "the identifier of a stored or a predefined query")
        }
        var plan = ReportPlan(
            name: name, description: request.description, queryID: query.id, queryText: query.text,
            executeNow: request.executeNow, schedule: ReportSchedule(start: now, intervalHours: 0, count: 1),
            callbackURL: request.callbackURL, callbackMethod: callback, format: format)
        if request.executeNow {
            // Only here do the query's bounds count; in a scheduled report they are accepted and ignored (4.6).
            let fields = (start: "QueryStartTime", end: "QueryEndTime")
            plan.queryStart = try time(request.queryStartTime, of: fields.start, or: .startTimeFormat)
            plan.queryEnd = try time(request.queryEndTime, of: fields.end, or: .endTimeFormat)
            try checkOrder(plan.queryStart, plan.queryEnd, of: fields)
        } else {
            plan.schedule = try schedule(request, minimumInterval: query.minimumInterval)
        }
        return plan
    }

    /// Checks the body of an update and returns what is to change; absent fields keep their value (U19).
    func update(_ report: Report, _ request: ReportRequest, minimumInterval: Int?) throws(ServiceRefusal) -> Update {
        try request.checkRequired(settings.updateForm(program))
        guard let name = request.reportName else { throw ServiceRefusal(.nullOrMissingValue) }
        try checkTexts(name: name, description: request.description)
        let format = try format(request.format) ?? report.format
        let callback = try callback(request, of: report)
        var complete = request
        complete.recurrenceInterval = request.recurrenceInterval ?? report.schedule.intervalHours
        complete.recurrenceCount = request.recurrenceCount ?? report.schedule.count
        return Update(
            name: name, description: request.description ?? report.description, format: format,
            schedule: try schedule(complete, minimumInterval: minimumInterval),
            callbackURL: request.callbackURL ?? report.callbackURL, callbackMethod: callback)
    }

    /// What an update changes.
    struct Update: Sendable {
        var name: String
        var description: String?
        var format: ReportFormat
        var schedule: ReportSchedule
        var callbackURL: String?
        var callbackMethod: CallbackMethod?
    }

    private func checkTexts(name: String, description: String?) throws(ServiceRefusal) {
        // By code points and bytes: accents stacked on one letter count, and do not hide what they stand on.
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
        // The placeholder of the Swagger page has an entry of its own in the catalogue (C20).
        throw ServiceRefusal(
            text.lowercased() == "string" ? .requestedValueNotFound(text) : .reportFormat, field: "Format",
            found: InputError.echo(text), expected: ReportFormat.allCases.map(\.rawValue).joined(separator: " or "))
    }

    /// The method of the callback, and nil if there is no callback.
    ///
    /// Unless said otherwise it is that of the report an update changes, or POST.
    private func callback(
        _ request: ReportRequest, of report: Report? = nil
    ) throws(ServiceRefusal) -> CallbackMethod? {
        var method = report?.callbackMethod ?? .post
        if let text = request.callbackMethod {
            guard let known = CallbackMethod(rawValue: text.uppercased()) else {
                throw ServiceRefusal(
                    .callbackMethod, field: "CallbackMethod", found: InputError.echo(text),
                    expected: CallbackMethod.allCases.map(\.rawValue).joined(separator: " or "))
            }
            method = known
        }
        guard let url = request.callbackURL else { return report?.callbackURL == nil ? nil : method }
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
        let largest = max(smallest, settings.intervalMaximum)
        guard (smallest...largest).contains(interval) else {
            // The published words tell the service's bounds; only an interval within them can be too short for a dataset.
            let range = Self.smallestInterval...max(Self.smallestInterval, settings.intervalMaximum)
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
        return ReportSchedule(start: start, intervalHours: interval, count: request.recurrenceCount)
    }

    /// Reads a time in one of the forms the settings allow (C18); nil if there is none.
    ///
    /// - Parameters:
    ///   - text: what was sent.
    ///   - field: where.
    ///   - error: what the service answers to another form.
    /// - Returns: the instant; nil if nothing was sent.
    /// - Throws: `ServiceRefusal` with that error.
    func time(_ text: String?, of field: String, or error: ServiceError) throws(ServiceRefusal) -> Timestamp? {
        guard let text else { return nil }
        if let time = Timestamp(text) { return time }
        if settings.dateFormat == .lenient, let time = Timestamp(text, separator: " ") { return time }
        throw ServiceRefusal(
            settings.dateFormat == .strictInternalError
                ? .internalErrorCreatingReport(correlationID: correlationID) : error,
            field: field, found: InputError.echo(text), expected: "yyyy-MM-ddTHH:mm:ssZ")
    }

    /// Refuses an end that is not after its start; without an end that is the present.
    func checkOrder(
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
    /// Which fields an update must have.
    func updateForm(_ program: PartnerProgram) -> RequestForm {
        .updateReport(isStrict: updateRequirements == .strictCMP && program == .cmp)
    }
}
