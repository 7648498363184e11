import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON

/// Which route an address without one may have meant.
extension ErrorExplanation {
    private static let resources = ["ScheduledDataset", "ScheduledQueries", "ScheduledReport"]

    /// Explains an address outside the service, the token endpoint and the downloads.
    static func route(_ segments: [String], settings: Settings) -> String {
        let names = segments.map { $0.lowercased() }
        guard let first = names.first else { return path("nothing", expected: examples) }
        let whole = InputError.echo("/" + segments.joined(separator: "/"))
        if first == "analytics", !settings.analyticsAlias {
            return path(
                whole, expected: "/insights/v1/{cmp|mpn}/...",
                hint: "the setting analytics-alias turns /analytics/ on")
        }
        if first == "insights" {
            guard names.count > 1, ServiceVersion(rawValue: names[1]) != nil else {
                return version(segments.dropFirst().first ?? "", expected: settings.versions(of: .cmp))
            }
            return service(Array(segments.dropFirst(2)), program: nil)
        }
        if names.contains("oauth2") || names.contains("token") {
            return path(whole, expected: "POST /{tenant}/oauth2/token")
        }
        if resources.map({ $0.lowercased() }).contains(first) || PartnerProgram(rawValue: first) != nil {
            return path(whole, expected: "/insights/v1/{cmp|mpn}/...")
        }
        let known = ["insights", SimulatorEndpoints.downloadPrefix, SimulatorEndpoints.administrationPrefix]
        return path(
            InputError.echo("/" + segments[0]), expected: examples,
            hint: InputError.suggestion(for: segments[0], among: known))
    }

    /// Explains an address of a version that a program does not have.
    static func version(_ version: ServiceVersion, of program: PartnerProgram, settings: Settings) -> String {
        let isOfSetting = program == .cmp
        return Self.version(
            version.rawValue, expected: settings.versions(of: program),
            hint: isOfSetting ? "the setting cmp-versions is \(settings.marketplaceVersions.rawValue)" : nil)
    }

    private static func version(_ found: String, expected: [ServiceVersion], hint: String? = nil) -> String {
        path(
            "the version \(InputError.echo(found))", expected: expected.map(\.rawValue).joined(separator: " or "),
            hint: hint)
    }

    /// Explains an address below `/insights/v1/`, or below a program's.
    static func service(_ segments: [String], program: PartnerProgram?) -> String {
        guard let program else {
            let name = segments.first ?? ""
            let known = PartnerProgram.allCases.map(\.rawValue)
            return path(
                "the program \(InputError.echo(name))", expected: known.joined(separator: " or "),
                hint: InputError.suggestion(for: name, among: known))
        }
        guard let first = segments.first else { return path("nothing after /\(program)/", expected: list) }
        guard let resource = resources.first(where: { $0.lowercased() == first.lowercased() }) else {
            return path(
                InputError.echo(first) + " after /\(program)/", expected: list,
                hint: InputError.suggestion(for: first, among: resources))
        }
        if resource == "ScheduledReport", segments.count == 3 {
            let known = ["pause", "resume", "execution"]
            return path(
                InputError.echo(segments[1]) + " after ScheduledReport/", expected: "pause, resume or execution",
                hint: InputError.suggestion(for: segments[1], among: known))
        }
        return path("\(segments.count - 1) segments after \(resource)", expected: "fewer")
    }

    /// Explains an address that exists, but at another host.
    static func elsewhere(_ side: ServiceHosts.Role) -> String {
        switch side {
        case .login:
            InputError(
                place: "Host", found: "the token endpoint's host",
                expected: "\(ServiceHosts.serviceOrigin) for anything but tokens and the documents about them"
            ).description
        case .service:
            InputError(
                place: "Host", found: "the service's host", expected: "\(ServiceHosts.loginOrigin) for tokens"
            ).description
        }
    }

    private static func path(_ found: String, expected: String, hint: String? = nil) -> String {
        InputError(place: "path", found: found, expected: expected, hint: hint).description
    }

    private static let list = "ScheduledDataset, ScheduledQueries or ScheduledReport"
    private static let examples =
        "/insights/v1/{cmp|mpn}/..., /{tenant}/oauth2/token, /reports/... or /_sim/..."
}
