import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsTime

/// Explanations of URLs without a route, with suggestions.
enum RouteExplanation {
    private static let resources = ["ScheduledDataset", "ScheduledQueries", "ScheduledReport"]

    /// Returns the explanation of a URL outside the service, the token endpoint and the downloads.
    static func text(_ segments: [String], settings: Settings) -> String {
        let names = segments.map { $0.lowercased() }
        guard let first = names.first else { return "the address has no path; \(examples)" }
        if first == "analytics", !settings.analyticsAlias {
            return "/analytics/ is answered only with the setting analytics-alias; /insights/v1/ always is"
        }
        if first == "insights" {
            guard names.count > 1, names[1] == "v1" else {
                return "the version \(RefusalDetail.echo(segments.dropFirst().first ?? "")) is not served: v1 is"
            }
            return service(Array(segments.dropFirst(2)), program: nil)
        }
        if names.contains("oauth2") || names.contains("token") {
            return "the token endpoint is POST /{tenant}/oauth2/token"
        }
        if resources.map({ $0.lowercased() }).contains(first) || PartnerProgram(rawValue: first) != nil {
            return "the path must begin with /insights/v1/{cmp|mpn}/"
        }
        return "no route begins with \(RefusalDetail.echo("/" + segments[0]))"
            + RefusalDetail.hint(
                segments[0],
                among: ["insights", SimulatorEndpoints.downloadPrefix, SimulatorEndpoints.administrationPrefix])
            + "; \(examples)"
    }

    /// Returns the explanation of a URL below `/insights/v1/`, or below a program.
    static func service(_ segments: [String], program: PartnerProgram?) -> String {
        guard let program else {
            let name = segments.first ?? ""
            return "the program \(RefusalDetail.echo(name)) is not known: cmp and mpn are"
                + RefusalDetail.hint(name, among: PartnerProgram.allCases.map(\.rawValue))
        }
        guard let first = segments.first else { return "after /insights/v1/\(program)/ comes \(list)" }
        guard let resource = resources.first(where: { $0.lowercased() == first.lowercased() }) else {
            return "no route of \(program) is called \(RefusalDetail.echo(first)): \(list) are"
                + RefusalDetail.hint(first, among: resources)
        }
        if resource == "ScheduledReport", segments.count == 3 {
            let known = ["pause", "resume", "execution"]
            return "ScheduledReport/\(segments[1])/... is no route: pause, resume and execution are"
                + RefusalDetail.hint(segments[1], among: known)
        }
        return "no route of \(resource) has \(segments.count - 1) more segments"
    }

    /// Returns the explanation of a URL that exists, but on another host.
    static func elsewhere(_ side: ServiceHosts.Role) -> String {
        switch side {
        case .login:
            "the token endpoint's host answers nothing but /{tenant}/oauth2/token and the documents about it; the service "
                + "is at \(ServiceHosts.serviceOrigin)"
        case .service: "the service's host grants no tokens; they are to be had at \(ServiceHosts.loginOrigin)"
        }
    }

    private static let list = "ScheduledDataset, ScheduledQueries and ScheduledReport"
    private static let examples =
        "there are /insights/v1/{cmp|mpn}/..., /{tenant}/oauth2/token, /reports/... and /_sim/..."
}
