import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON

/// Why the service refused a call: the reason that came with the refusal, or what only the tenant's state knows.
extension ErrorExplanation {
    /// Returns the explanation in one line; nil where the published text says all there is to say.
    static func service(_ refusal: ServiceRefusal, _ call: ServiceCall) -> String? {
        let reason = refusal.reason?.description
        return switch refusal.error {
        case .forbidden: forbidden(call)
        case .invalidQueryID where reason != nil: [reason, holdings(call)].compactMap { $0 }.joined(separator: "; ")
        case .noItemFound, .invalidQueryID, .noExecutionFound: reason ?? notFound(call).description
        case .unknownRoute: service(Array(call.segments), program: call.program)
        case .methodNotAllowed(let methods):
            InputError(
                place: "method", found: call.request.method.token,
                expected: methods.map(\.token).joined(separator: ", ")
            ).description
        case .activeReportQuota, .executeNowQuota, .queryQuota: holdings(call)
        default: reason
        }
    }

    private static func forbidden(_ call: ServiceCall) -> String {
        let (program, principal) = (call.program, call.token.principal)
        if let lack = call.token.permissionLack { return lack }
        let application = principal.application
        guard let enrollment = application.enrollment(in: program.rawValue) else {
            return "application \(application.clientID) is not enrolled in \(program)"
        }
        switch program {
        case .cmp:
            if let user = principal.user {
                return "cmp expects a token of an application alone; this one is also for \(user.userPrincipalName)"
            }
            let roles = enrollment.roles.map(\.rawValue).joined(separator: ", ")
            return "cmp expects the role Manager; application \(application.clientID) has: \(roles)"
        case .mpn:
            guard let user = principal.user else {
                return "mpn expects a token for a user; this one is for application \(application.clientID) alone"
            }
            let hint = user.mpnRole == .both ? "; the setting both-roles decides which of them counts" : ""
            return "mpn expects the role Executive report viewer; \(user.userPrincipalName) has: "
                + user.mpnRole.rawValue + hint
        }
    }

    private static func notFound(_ call: ServiceCall) -> InputError {
        let operation = call.operation
        let parameters = call.target.parameters.all.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let filters = parameters.isEmpty ? nil : InputError.echo(parameters)
        guard let identifier = operation.identifier else {
            return InputError(
                place: "query string", found: filters ?? "no filter", expected: "what the caller has",
                hint: holdings(call))
        }
        let id = operation.identifier(in: call.segments).map(InputError.echo)
        return InputError(
            place: identifier, found: [id ?? "no value", filters].compactMap { $0 }.joined(separator: " with "),
            expected: "an identifier of the caller's", hint: holdings(call))
    }

    private static func holdings(_ call: ServiceCall) -> String {
        call.sandbox.withState { state, _ in
            let reports = state.service.reportCount(of: call.account)
            let queries = state.service.queryCount(of: call.account)
            return "user \(call.account.user) in \(call.program) has "
                + "\(queries) \(queries == 1 ? "query" : "queries") and "
                + "\(reports.all) \(reports.all == 1 ? "report" : "reports"), \(reports.active) of them active"
        }
    }
}

extension Operation {
    /// Returns the identifier in a path's segments; nil if it is missing.
    fileprivate func identifier(in segments: ArraySlice<String>) -> String? {
        let count = template?.path(below: "", encode: { $0 }).split(separator: "/").count
        return segments.count == count ? segments.last : nil
    }
}
