import InsightsContracts
import InsightsJSON
import InsightsServer
import InsightsSimulator
import InsightsTesting

/// Judges a client by the answers it got: a refusal that no fault caused is the client's mistake.
enum CallVerdicts {
    /// How the command ended, each call, and what never became one.
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

    /// Whether an answer says that the client did something wrong: it is a refusal, and no fault made it one.
    static func isMistake(_ entry: JournalEntry) -> Bool {
        entry.status >= 400 && entry.fault == nil
    }

    /// The status, and why it is one of refusal.
    static func evidence(_ entry: JournalEntry) -> String {
        var parts = ["answered \(entry.status)"]
        if let fault = entry.fault { parts.append("fault of \(fault)") }
        if entry.status >= 400, let reason = entry.explanation ?? published(entry) { parts.append(reason) }
        return parts.joined(separator: ": ")
    }

    /// What the answer itself says: the first line of the token endpoint's or the service's text.
    private static func published(_ entry: JournalEntry) -> String? {
        guard let text = entry.response.body, let value = try? JSONParser.parse(Array(text.utf8)) else { return nil }
        let words = value["error_description"]?.string ?? value["message"]?.string ?? value["error"]?.string
        return words?.split(whereSeparator: \.isNewline).first.map(String.init)
    }
}

extension ClientRunResult.Tenant {
    /// Which tenant, where it is not the one whose credentials the client was given.
    var place: String { isDefault ? "" : " of tenant \(tenantID)" }
}

extension ClientRunResult {
    /// The hosts that are not the service's and that the proxy refused, in the order of the first tries.
    var foreignHosts: [String] {
        notices.compactMap { entry in
            if case .refusedByProxy(let host, _) = entry.notice { host } else { nil }
        }
    }

    /// A report card for each tenant; what the proxy refused is nobody's, and so the default one's.
    var reportCards: [(tenant: Tenant, card: ReportCard)] {
        tenants.map { tenant in
            let card = ReportCard(
                entries: tenant.entries, events: tenant.events,
                droppedCount: tenant.requestCount - tenant.entries.count,
                foreignHosts: tenant.isDefault ? foreignHosts : nil)
            return (tenant, card)
        }
    }

    /// All there is to say about the client: its ending, its calls, and its report card.
    var checks: [Check] {
        CallVerdicts.checks(on: self) + reportCards.flatMap { $0.card.checks(place: $0.tenant.place) }
    }
}
