import InsightsJSON
import InsightsServer
import InsightsSimulator

/// Judges a client by the answers it got: a refusal that no fault caused is the client's mistake.
struct CallJudge: ClientJudge {
    /// How the command ended, each call, and what never became one.
    func verdicts(on record: ClientRecord) -> [Verdict] {
        let ending = Verdict(
            name: "the command succeeds", passed: record.ending == .exited(0), evidence: "it \(record.ending)")
        let notices = record.notices.map { entry in
            Verdict(
                name: entry.notice.description, passed: false,
                evidence: entry.count == 1 ? "once" : "\(entry.count) times")
        }
        return [ending] + record.tenants.flatMap(Self.verdicts) + notices
    }

    private static func verdicts(on tenant: ClientRecord.Tenant) -> [Verdict] {
        tenant.entries.map { entry in
            let place = tenant.isDefault ? "" : " of tenant \(tenant.tenantID)"
            return Verdict(
                name: "call \(entry.sequence)\(place): \(entry.method) \(entry.target)",
                passed: !isMistake(entry), evidence: evidence(entry))
        }
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
