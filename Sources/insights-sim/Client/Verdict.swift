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
