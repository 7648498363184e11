import InsightsContracts

/// One thing a client did right or wrong.
struct Verdict: Equatable, Sendable {
    /// What it is about; unique among the verdicts of a run.
    let name: String
    let passed: Bool
    /// What shows it; no secret is in it.
    let evidence: String
}

/// Judges what a client did by the record of its run.
protocol ClientJudge {
    /// What it finds, in an order that is the same on every run.
    func verdicts(on record: ClientRecord) -> [Verdict]
}

extension CheckReport {
    /// What was found about a client, for the report formats.
    init(_ verdicts: [Verdict], suite: String, subject: String) {
        let checks = verdicts.map { verdict in
            Check(
                id: verdict.name, group: "", title: verdict.name, evidence: verdict.passed ? verdict.evidence : "",
                outcome: verdict.passed ? .passed : .failed(CheckFinding(message: verdict.evidence)))
        }
        self.init(suite: suite, subject: subject, checks: checks, seconds: 0)
    }
}
