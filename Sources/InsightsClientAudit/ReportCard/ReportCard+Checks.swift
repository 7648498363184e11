public import InsightsContracts

extension ReportCard {
    /// Returns the card as checks, for every report format; `place` distinguishes the cards of several tenants.
    public func checks(group: String = "report-card", place: String = "") -> [Check] {
        verdicts.map { verdict in
            var properties = [(name: "source", value: verdict.rule.source)]
            if droppedCount > 0 { properties.append(("requests no longer in the journal", String(droppedCount))) }
            let evidence: String
            let outcome: Check.Outcome
            switch verdict.grade {
            case .passed(let words): (evidence, outcome) = (words, .passed)
            case .notApplicable(let reason): (evidence, outcome) = ("", .skipped(reason: "not applicable: \(reason)"))
            case .failed(let findings):
                evidence = ""
                outcome = .failed(
                    CheckFinding(
                        message: Self.message(findings), remarks: findings.prefix(Self.shownFindings).map(\.description)
                    ))
            }
            return Check(
                id: "\(verdict.rule.rawValue)\(place)", group: group, title: verdict.rule.title, evidence: evidence,
                properties: properties, outcome: outcome)
        }
    }

    /// The greatest number of findings per rule in a check.
    private static let shownFindings = 20

    private static func message(_ findings: [Finding]) -> String {
        let first = findings.first?.description ?? ""
        return findings.count > 1 ? "\(first); and \(findings.count - 1) more" : first
    }

    /// Returns the card as lines for people: each rule with its reason, or only the failed rules.
    public func text(onlyFailures: Bool = false) -> String {
        let width = ReportCardRule.allCases.map(\.rawValue.count).max() ?? 0
        var lines = (onlyFailures ? failures : verdicts).flatMap { verdict -> [String] in
            let name = verdict.rule.rawValue + String(repeating: " ", count: width - verdict.rule.rawValue.count)
            switch verdict.grade {
            case .passed(let words): return ["pass  \(name)  \(words)"]
            case .notApplicable(let reason): return ["n/a   \(name)  \(reason)"]
            case .failed(let findings):
                let rest = findings.count - Self.shownInText
                return ["FAIL  \(name)  \(verdict.rule.title)  (\(verdict.rule.source))"]
                    + findings.prefix(Self.shownInText).map { "        \($0)" }
                    + (rest > 0 ? ["        and \(rest) more"] : [])
            }
        }
        if droppedCount > 0 { lines.append("not judged: \(droppedCount) earlier requests, no longer in the journal") }
        return lines.joined(separator: "\n")
    }

    private static let shownInText = 5
}
