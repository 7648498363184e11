import InsightsContracts
import InsightsJSON
import InsightsSimulator

/// The results of a torture run, for people, scripts and report files.
struct TortureReport {
    let results: [TortureResult]
    let subject: String
    let seed: UInt64
    /// The number of calls in the first run.
    let callCount: Int
    /// The number of possible trials, including those that did not run.
    let pairCount: Int
    let seconds: Double
    /// Whether a clean failure of the client counts as a failure.
    let requiresRecovery: Bool
    /// Returns the command that repeats a trial.
    let command: (TortureTrial) -> String

    /// Returns whether a result counts as a failure.
    private func isFailure(_ result: TortureResult) -> Bool {
        result.outcome.isProblem || requiresRecovery && result.outcomes.contains(.failed)
    }

    /// The exit code: whether a trial failed, and whether any fault was injected at all.
    var exitCode: ExitCode {
        if results.contains(where: isFailure) { return .failed }
        return results.contains { $0.outcome != .notReached } ? .success : .nothingRan
    }

    /// A table, the counts, and the commands that repeat failed trials.
    var text: String {
        let rows = results.map { result in
            [
                "\(result.pair.route.rawValue)#\(result.pair.number)", result.pair.fault.rawValue,
                result.outcomes.map(\.rawValue).joined(separator: ", "), result.detail,
            ]
        }
        let again = results.filter(isFailure).map { "  \(command($0.pair))" }
        let parts = [SettingsTable.aligned([["call", "fault", "outcome", "what was seen"]] + rows), counts]
        return (parts + (again.isEmpty ? [] : ["try again:"] + again)).joined(separator: "\n")
    }

    /// The counts by outcome, such as `12 of 84 pairs: 10 recovered, 2 failed cleanly (seed 7)`.
    private var counts: String {
        let kinds = TortureResult.Outcome.allCases.reversed().compactMap { outcome in
            let count = results.count { $0.outcome == outcome }
            return count > 0 ? "\(count) \(outcome.rawValue)" : nil
        }
        return "\(results.count) of \(pairCount) pairs: \(kinds.joined(separator: ", ")) (seed \(seed))"
    }

    /// The results for scripts; identical for the same seed, clock and client.
    var json: JSONValue {
        .object([
            "subject": .string(subject), "seed": .number(String(seed)), "calls": .integer(callCount),
            "pairs": .integer(pairCount),
            "counts": .object(
                JSONObject(
                    TortureResult.Outcome.allCases.map { outcome in
                        .init(outcome.rawValue, .integer(results.count { $0.outcome == outcome }))
                    })),
            "results": .array(results.map { $0.json(command: command($0.pair)) }),
        ])
    }

    /// The results for the report formats.
    var checks: CheckReport {
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
                id: result.pair.id, group: result.pair.route.rawValue,
                title: "call \(result.pair.number) of \(result.pair.route.rawValue): \(result.pair.fault.words)",
                evidence: isFailure(result) ? "" : "\(result.outcome.rawValue): \(result.detail)", outcome: outcome,
                seconds: result.seconds, command: command(result.pair))
        }
        return CheckReport(suite: "insights-sim torture", subject: subject, checks: checks, seconds: seconds)
    }
}
