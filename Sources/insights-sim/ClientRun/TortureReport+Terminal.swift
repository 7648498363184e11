import InsightsClientAudit
import InsightsSimulator

extension TortureReport {
    /// Whether a trial failed, and whether any was reached.
    var exitCode: ExitCode {
        if !failures.isEmpty { return .failed }
        return results.contains { $0.outcome != .notReached } ? .success : .nothingRan
    }

    /// A table, the counts, and the commands that run the failed trials again.
    var text: String {
        let rows = results.map { result in
            [
                "\(result.trial.route.rawValue)#\(result.trial.number)", result.trial.fault.rawValue,
                result.outcomes.map(\.rawValue).joined(separator: ", "), result.detail,
            ]
        }
        let reruns = failures.map { "  \(rerunCommand(of: $0))" }
        let parts = [TextTable([["call", "fault", "outcome", "what was seen"]] + rows).description, counts]
        return (parts + (reruns.isEmpty ? [] : ["try again:"] + reruns)).joined(separator: "\n")
    }
}
