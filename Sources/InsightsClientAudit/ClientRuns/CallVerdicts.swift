public import InsightsContracts
import InsightsJSON
public import InsightsSimulator

/// Judges a client by the responses it got: a refusal without a fault is the client's mistake.
public enum CallVerdicts {
    /// Returns a check of the ending, one for each call, and one for each notice of the server.
    ///
    /// A refused call fails, unless refusals are expected and the command succeeded: then it coped with them.
    public static func checks(on result: ClientRunResult, expectingRefusals: Bool = false) -> [Check] {
        let allowsRefusals = expectingRefusals && result.ending == .exited(0)
        let ending = check(
            "the command succeeds", group: "run", isRight: result.ending == .exited(0), evidence: "it \(result.ending)")
        let notices = result.notices.map { notice in
            check(
                // A library may probe for a managed identity, and may open a connection that it does not need in the end.
                notice.text, group: "hosts",
                isRight: notice.isProbe || notice.kind == .unused && result.requestCount > 0,
                evidence: notice.count == 1 ? "once" : "\(notice.count) times")
        }
        return [ending] + result.tenants.flatMap { checks(on: $0, allowingRefusals: allowsRefusals) } + notices
    }

    private static func checks(on tenant: ClientRunResult.Tenant, allowingRefusals: Bool) -> [Check] {
        tenant.entries.map { entry in
            check(
                "call \(entry.sequence)\(tenant.place): \(entry.method) \(entry.target)", group: "calls",
                isRight: allowingRefusals || !isMistake(entry), evidence: evidence(entry))
        }
    }

    private static func check(_ name: String, group: String, isRight: Bool, evidence: String) -> Check {
        Check(
            id: name, group: group, title: name, evidence: isRight ? evidence : "",
            outcome: isRight ? .passed : .failed(CheckFinding(message: evidence)))
    }

    /// Tells whether a response says that the client made a mistake: it is a refusal without a fault.
    public static func isMistake(_ entry: JournalEntry) -> Bool {
        entry.status >= 400 && entry.fault == nil
    }

    /// Returns the status and, for a refusal, its reason.
    public static func evidence(_ entry: JournalEntry) -> String {
        var parts = ["answered \(entry.status)"]
        if let fault = entry.fault { parts.append("fault of \(fault)") }
        if entry.status >= 400, let reason = entry.explanation ?? published(entry) { parts.append(reason) }
        return parts.joined(separator: ": ")
    }

    /// Returns the reason in the response: the first line of the token endpoint's or the service's text.
    private static func published(_ entry: JournalEntry) -> String? {
        guard let text = entry.response.body, let value = try? JSONParser.parse(Array(text.utf8)) else { return nil }
        let reason = value["error_description"]?.string ?? value["message"]?.string ?? value["error"]?.string
        return reason?.split(whereSeparator: \.isNewline).first.map(String.init)
    }
}

extension ClientRunResult.Tenant {
    /// Which tenant; empty for the one whose credentials the client was given.
    package var place: String { isDefault ? "" : " of tenant \(tenantID)" }
}

extension ClientRunResult {
    /// The hosts that the proxy refused because they are not the service's, in the order of the first tries.
    public var foreignHosts: [String] { notices.compactMap(\.foreignHost) }

    /// A report card for each tenant; the default tenant's card also counts the hosts that the proxy refused.
    public var reportCards: [(tenant: Tenant, card: ReportCard)] {
        tenants.map { tenant in
            let card = ReportCard(
                entries: tenant.entries, events: tenant.events,
                droppedCount: tenant.requestCount - tenant.entries.count,
                foreignHosts: tenant.isDefault ? foreignHosts : nil)
            return (tenant, card)
        }
    }

    /// Every verdict on the client: its ending, its calls, and its report card.
    public var checks: [Check] { checks(expectingRefusals: false) }

    /// Returns every verdict on the client, where refused calls may be expected.
    public func checks(expectingRefusals: Bool) -> [Check] {
        CallVerdicts.checks(on: self, expectingRefusals: expectingRefusals)
            + reportCards.flatMap { $0.card.checks(place: $0.tenant.place) }
    }
}
