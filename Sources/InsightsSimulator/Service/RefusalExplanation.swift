import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime

/// Determines the reason for an error response afterwards, from the request, the error and the tenant's state.
///
/// The checks themselves stay simple, and a successful response costs nothing.
struct RefusalExplanation {
    let service: InsightsService
    let program: PartnerProgram
    let segments: [String]
    let request: HTTPRequest
    let target: RequestTarget
    let token: VerifiedToken
    let now: Timestamp

    private var route: Operation? {
        Route(segments: segments).flatMap { $0.operation(for: request.method) }
    }

    /// Returns the reason in one line; nil where the published message is sufficient.
    func text(_ error: ServiceError) -> String? {
        switch error {
        case .forbidden: forbidden
        case .invalidTableName, .incorrectColumnName, .invalidQuery: queryMistake
        case .nullOrMissingValue: missing
        case .invalidReportParameters: queryMistake ?? badParameter
        case .noItemFound, .invalidQueryID, .noExecutionFound: notFound
        case .unknownRoute: RouteExplanation.service(segments, program: program)
        case .methodNotAllowed(let methods):
            "\(request.method.token) is not answered here; answered: \(methods.map(\.token).joined(separator: ", "))"
        case .activeReportQuota, .executeNowQuota, .queryQuota: quota
        case .bodyTooLarge: "the body has \(request.body.count) bytes"
        default: value(error)
        }
    }

    private var forbidden: String {
        if let lack = token.permissionLack { return lack }
        let application = token.principal.application
        guard let enrollment = application.enrollment(in: program.rawValue) else {
            return "application \(application.clientID) is not enrolled in \(program)"
        }
        switch program {
        case .cmp:
            if token.principal.user != nil { return "cmp takes an application alone; the token speaks for a user too" }
            let roles = enrollment.roles.map(\.rawValue).joined(separator: ", ")
            return "cmp needs the role Manager; application \(application.clientID) has: \(roles)"
        case .mpn:
            guard let user = token.principal.user else {
                return "mpn needs a user; the token speaks for application \(application.clientID) alone"
            }
            return "mpn needs the role Executive report viewer; \(user.userPrincipalName) has: \(user.mpnRole.rawValue)"
        }
    }

    // MARK: Queries

    private var queryMistake: String? {
        guard let text = queryText else { return nil }
        do throws(QueryDiagnostic) {
            _ = try service.catalog(program).catalog.prepare(text, options: service.settings.queryOptions)
            return nil
        } catch {
            return error.located(in: text)
        }
    }

    private var queryText: String? {
        switch route {
        case .createQuery: bodyText("Query")
        case .testQuery: target.parameters[QueryParameter.exportQuery.name]
        default: nil
        }
    }

    // MARK: Bodies and parameters

    private var body: JSONObject? { (try? JSONParser.parse(request.body))?.object }

    private func bodyText(_ key: String) -> String? {
        switch body?.value(caseInsensitively: key) {
        case .string(let text): text.trimmingBlanks()
        case .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    /// The required fields of a body, by route.
    private var mandatory: [String] {
        switch route {
        case .createQuery: return ["Name", "Query"]
        case .createReport:
            let runsAtOnce = bodyText("ExecuteNow")?.lowercased() == "true"
            return ["ReportName", "QueryId"] + (runsAtOnce ? [] : ["StartTime", "RecurrenceInterval"])
        case .updateReport:
            let strict = service.settings.updateRequirements == .strictCMP && program == .cmp
            return ["ReportName", "StartTime"] + (strict ? ["Format", "CallbackUrl"] : [])
        default: return []
        }
    }

    private var missing: String? {
        if route == .testQuery { return "exportQuery or queryId must be there" }
        let absent = mandatory.filter { (bodyText($0) ?? "").isEmpty }
        guard !absent.isEmpty else { return nil }
        let known = Set((mandatory + Self.optional).map { $0.lowercased() })
        let strange = (body?.keys ?? []).filter { !known.contains($0.lowercased()) }
        let hints = strange.compactMap { key in
            nearestName(to: key, among: absent).map { "'\(key)' is not read: did you mean '\($0)'?" }
        }
        return (["null or missing: " + absent.joined(separator: ", ")] + hints).joined(separator: "; ")
    }

    private static let optional = [
        "Description", "ExecuteNow", "QueryStartTime", "QueryEndTime", "RecurrenceCount", "Format", "CallbackUrl",
        "CallbackMethod", "StartTime", "RecurrenceInterval",
    ]

    private var badParameter: String? {
        switch route {
        case .testQuery: return "exportQuery and queryId exclude one another"
        case .pauseReport, .resumeReport: return "the report is Inactive: nothing is to come"
        default: break
        }
        for key in ["RecurrenceInterval", "RecurrenceCount"] {
            if let text = bodyText(key), !text.isEmpty, Int(text) == nil {
                return "\(key): found \(RefusalDetail.echo(text)), accepted: a whole number"
            }
        }
        if let text = bodyText("ExecuteNow"), !["true", "false"].contains(text.lowercased()) {
            return "ExecuteNow: found \(RefusalDetail.echo(text)), accepted: true or false"
        }
        guard let url = bodyText("CallbackUrl") else { return nil }
        let accepted = service.settings.callbackScheme == .https ? "an https address" : "an http or https address"
        return "CallbackUrl: found \(RefusalDetail.echo(url)), accepted: \(accepted)"
    }

    /// Returns the value to which a message refers; nil for none.
    private func value(_ error: ServiceError) -> String? {
        func shown(_ keys: String...) -> String? {
            let found = keys.compactMap { key in
                (bodyText(key) ?? target.parameters[key]).map { "\(key) is \(RefusalDetail.echo($0))" }
            }
            return found.isEmpty ? nil : found.joined(separator: ", ")
        }
        switch error {
        case .recurrenceIntervalOutOfRange: return shown("RecurrenceInterval")
        case .startTimeTooEarly(let hours):
            let earliest = now.adding(hours: hours)
            return shown("StartTime").map { "\($0); the tenant's clock shows \(now), so \(earliest) works" }
        case .startTimeFormat: return shown("StartTime", "QueryStartTime")
        case .endTimeNotAfterStartTime, .endTimeFormat:
            return shown("QueryStartTime", "QueryEndTime", "startTime", "endTime")
        case .reportFormat: return shown("Format")
        case .semicolonInReportName: return shown("ReportName")
        case .callbackMethod: return shown("CallbackMethod")
        case .recurrenceCountNotPositive: return shown("RecurrenceCount")
        case .nameOrDescriptionTooLong: return shown("ReportName", "Description")
        case .requestedValueNotFound(let value): return "the value \(RefusalDetail.echo(value)) is none that is known"
        default: return nil
        }
    }

    // MARK: Missing items

    private var notFound: String? {
        let account = token.principal.account(in: program)
        let (queries, reports) = token.sandbox.withState { state, _ in
            (state.service.queries[account]?.count ?? 0, state.service.reports(of: account).count)
        }
        let filters = target.parameters.all.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let sought: String
        switch route {
        case .deleteQuery, .updateReport, .deleteReport, .pauseReport, .resumeReport, .executions:
            sought = segments.last ?? ""
        case .createReport: sought = bodyText("QueryId") ?? ""
        default: sought = ""
        }
        let what = [sought, filters].filter { !$0.isEmpty }.joined(separator: " with ")
        return "\(RefusalDetail.echo(what)) names nothing of user \(account.user) in \(program), who has "
            + "\(queries) queries and \(reports) reports"
    }

    private var quota: String {
        let account = token.principal.account(in: program)
        return token.sandbox.withState { state, _ in
            let reports = state.service.reports(of: account)
            let active = reports.count { $0.status == .active }
            return "user \(account.user) has \(state.service.queries[account]?.count ?? 0) queries and "
                + "\(reports.count) reports, \(active) of them active"
        }
    }
}
