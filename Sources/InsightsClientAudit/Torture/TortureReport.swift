public import InsightsContracts
public import InsightsJSON
import InsightsSimulator

/// The results of a torture for scripts and report files.
public struct TortureReport {
    /// The results of the trials, in their order.
    public let results: [TortureResult]
    /// The client.
    public let subject: String
    /// The seed of simulators and of the drawn trials.
    public let seed: UInt64
    /// The number of calls of the first run.
    public let callCount: Int
    /// The number of possible trials, run or not.
    public let trialCount: Int
    /// How long all of it took.
    public let seconds: Double
    /// Whether a client that fails cleanly is not good enough.
    public let requiresRecovery: Bool
    /// Returns the command that runs a trial again.
    let rerunCommand: (TortureTrial) -> String

    /// Creates a report of some results of a plan.
    public init(
        results: [TortureResult], subject: String, seed: UInt64, callCount: Int, trialCount: Int, seconds: Double,
        requiresRecovery: Bool = false, rerunCommand: @escaping (TortureTrial) -> String
    ) {
        self.results = results
        self.subject = subject
        self.seed = seed
        self.callCount = callCount
        self.trialCount = trialCount
        self.seconds = seconds
        self.requiresRecovery = requiresRecovery
        self.rerunCommand = rerunCommand
    }

    /// The results that the run fails for.
    public var failures: [TortureResult] { results.filter(isFailure) }

    private func isFailure(_ result: TortureResult) -> Bool {
        result.outcome.isProblem || requiresRecovery && result.outcomes.contains(.failed)
    }

    /// The command that runs a result's trial again.
    package func rerunCommand(of result: TortureResult) -> String { rerunCommand(result.trial) }

    /// The number of trials by outcome, such as `12 of 84 pairs: 10 recovered, 2 failed cleanly (seed 7)`.
    package var counts: String {
        let kinds = TortureResult.Outcome.allCases.reversed().compactMap { outcome in
            let count = results.count { $0.outcome == outcome }
            return count > 0 ? "\(count) \(outcome.rawValue)" : nil
        }
        return "\(results.count) of \(trialCount) pairs: \(kinds.joined(separator: ", ")) (seed \(seed))"
    }

    /// The report for scripts; the same for the same seed, clock and client.
    public var json: JSONValue {
        .object([
            "subject": .string(subject), "seed": .number(String(seed)), "calls": .integer(callCount),
            "pairs": .integer(trialCount),
            "counts": .object(
                JSONObject(
                    TortureResult.Outcome.allCases.map { outcome in
                        .init(outcome.rawValue, .integer(results.count { $0.outcome == outcome }))
                    })),
            "results": .array(results.map { $0.json(command: rerunCommand($0.trial)) }),
        ])
    }

    /// The report for the report formats.
    public var checks: CheckReport {
        let checks = results.map { result in
            let outcome: Check.Outcome =
                if isFailure(result) {
                    .failed(CheckFinding(message: "\(result.outcome.rawValue): \(result.detail)"))
                } else if result.outcome == .notReached {
                    .skipped(reason: result.detail)
                } else {
                    .passed
                }
            return Check(
                id: result.trial.id, group: result.trial.route.rawValue,
                title: "call \(result.trial.number) of \(result.trial.route.rawValue): \(result.trial.fault)",
                evidence: isFailure(result) ? "" : "\(result.outcome.rawValue): \(result.detail)", outcome: outcome,
                seconds: result.seconds, command: rerunCommand(result.trial))
        }
        return CheckReport(suite: "insights-sim torture", subject: subject, checks: checks, seconds: seconds)
    }
}
