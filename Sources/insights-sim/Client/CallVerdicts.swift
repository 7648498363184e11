import InsightsContracts
import InsightsJSON
import InsightsServer
import InsightsSimulator
import InsightsTesting

/// Verdicts on a client's calls: an error response without a fault is the client's mistake.
enum CallVerdicts {
    /// Returns the checks of a run: its exit, each call, and each connection that never became a call.
    static func checks(on record: ClientRunResult) -> [Check] {
        let ending = check(
            "the command succeeds", group: "run", isRight: record.ending == .exited(0), evidence: "it \(record.ending)")
        let notices = record.notices.map { entry in
            check(
                entry.notice.description, group: "hosts", isRight: false,
                evidence: entry.count == 1 ? "once" : "\(entry.count) times")
        }
        return [ending] + record.tenants.flatMap(checks) + notices
    }

    private static func checks(on tenant: ClientRunResult.Tenant) -> [Check] {
        tenant.entries.map { entry in
            check(
                "call \(entry.sequence)\(tenant.place): \(entry.method) \(entry.target)", group: "calls",
                isRight: !isMistake(entry), evidence: evidence(entry))
        }
    }

    private static func check(_ name: String, group: String, isRight: Bool, evidence: String) -> Check {
        Check(
            id: name, group: group, title: name, evidence: isRight ? evidence : "",
            outcome: isRight ? .passed : .failed(CheckFinding(message: evidence)))
    }

    /// Returns whether the client made a mistake: the response is an error, and no fault caused it.
    static func isMistake(_ entry: JournalEntry) -> Bool {
        entry.status >= 400 && entry.fault == nil
    }

    /// Returns the status and, for an error, its reason.
    static func evidence(_ entry: JournalEntry) -> String {
        var parts = ["answered \(entry.status)"]
        if let fault = entry.fault { parts.append("fault of \(fault)") }
        if entry.status >= 400, let reason = entry.explanation ?? published(entry) { parts.append(reason) }
        return parts.joined(separator: ": ")
    }

    /// Returns the reason that the response body itself gives: the first line of its error text.
    private static func published(_ entry: JournalEntry) -> String? {
        guard let text = entry.response.body, let value = try? JSONParser.parse(Array(text.utf8)) else { return nil }
        let words = value["error_description"]?.string ?? value["message"]?.string ?? value["error"]?.string
        return words?.split(whereSeparator: \.isNewline).first.map(String.init)
    }
}

extension ClientRunResult.Tenant {
    /// The tenant in words; empty for the tenant whose credentials the client has.
    var place: String { isDefault ? "" : " of tenant \(tenantID)" }
}

extension ClientRunResult {
    /// The hosts that the proxy rejected, in the order of the first attempts.
    var foreignHosts: [String] {
        notices.compactMap { entry in
            if case .refusedByProxy(let host, _) = entry.notice { host } else { nil }
        }
    }

    /// The report card of each tenant; rejected hosts have no tenant, so they count for the default one.
    var reportCards: [(tenant: Tenant, card: ReportCard)] {
        tenants.map { tenant in
            let card = ReportCard(
                entries: tenant.entries, events: tenant.events,
                droppedCount: tenant.requestCount - tenant.entries.count,
                foreignHosts: tenant.isDefault ? foreignHosts : nil)
            return (tenant, card)
        }
    }

    /// All checks of the client: its exit, its calls and its report card.
    var checks: [Check] {
        CallVerdicts.checks(on: self) + reportCards.flatMap { $0.card.checks(place: $0.tenant.place) }
    }
}
