import InsightsAPI
import InsightsClientAudit
import InsightsJSON
import InsightsSimulator

/// A summary of a client's calls, for people.
enum ClientSummary {
    /// The greatest number of rejected calls in the summary; the JUnit file has all of them.
    private static let shownRefusals = 20

    static func text(_ result: ClientRunResult) -> String {
        let entries = result.tenants.flatMap(\.entries)
        let calls = result.tenants.reduce(0) { $0 + $1.requestCount }
        var lines = ["insights-sim: \(count(calls, "call")) to the simulator; the command \(result.ending)"]
        if calls > entries.count {
            lines.append(
                "\(count(calls - entries.count, "earlier call")) not shown: the journal is bounded (docs/reference/limits.md)"
            )
        }
        if let reason = result.noCallsReason { lines.append(text(reason)) }
        if !entries.isEmpty { lines.append(indented(table(entries))) }
        let refusals = result.tenants.flatMap { tenant in
            tenant.entries.filter(CallVerdicts.isMistake).map { entry in
                "\(entry.sequence)\(tenant.place)  \(entry.method) \(entry.target): \(CallVerdicts.evidence(entry))"
            }
        }
        lines += section("refused", refusals)
        lines += section(
            "not simulated, or not understood",
            result.notices.map { $0.text + ($0.count == 1 ? "" : " (\($0.count) times)") })
        return lines.joined(separator: "\n")
    }

    /// Returns why there are no calls.
    private static func text(_ reason: NoCallsReason) -> String {
        switch reason {
        case .nothingArrived:
            "  nothing reached the simulator: the command called no host of the service, or went past it "
                + "(insights-sim exec --doctor)"
        case .untrusted: "  TLS was not trusted: connections ended before a request, as listed below"
        case .refused: "  calls were refused before they reached the service, as listed below"
        }
    }

    /// Returns the report cards, or only their failed rules.
    static func reportCard(_ result: ClientRunResult, onlyFailures: Bool) -> String {
        result.reportCards.filter { !onlyFailures || !$0.card.failures.isEmpty }.map { tenant, card in
            let counts = card.counts
            let title =
                "report card\(tenant.place): \(counts.passed) passed, \(counts.failed) failed, "
                + "\(counts.notApplicable) not applicable"
            return "\(title)\n\(indented(card.text(onlyFailures: onlyFailures)))"
        }.joined(separator: "\n")
    }

    /// Returns a table with one row for each called route: the number of calls and their statuses.
    private static func table(_ entries: [JournalEntry]) -> String {
        let rows = Operation.allCases.compactMap { route -> [String]? in
            let calls = entries.filter { $0.route == route }
            if calls.isEmpty { return nil }
            let statuses = Dictionary(grouping: calls, by: \.status).sorted { $0.key < $1.key }
            let responses = statuses.map { status, calls in
                let faults = calls.count { $0.fault != nil }
                return "\(status)" + (calls.count > 1 ? " x \(calls.count)" : "")
                    + (faults > 0 ? " (\(count(faults, "fault")))" : "")
            }
            return [route.rawValue, String(calls.count), responses.joined(separator: ", ")]
        }
        return TextTable([["route", "calls", "answers"]] + rows).description
    }

    private static func section(_ title: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        let rest = items.count - shownRefusals
        return ["\(title):"] + items.prefix(shownRefusals).map { "  \(PrintableText.line($0))" }
            + (rest > 0 ? ["  and \(rest) more (--junit writes all)"] : [])
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    }
}
