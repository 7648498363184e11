package import InsightsAPI
import InsightsJSON
import InsightsQuery
package import InsightsTime

/// The filter of an executions request (insights-api section 4.12, the selection rule).
package struct ExecutionFilter: Sendable {
    package var executionIDs: [String]?
    package var statuses: [ExecutionStatus]?
    package var latestOnly: Bool

    /// Creates the filter from the parameters of a call.
    package init(_ parameters: OperationParameters) throws(ServiceRefusal) {
        executionIDs = parameters.list(.executionID)
        latestOnly = try parameters.flag(.getLatestExecution) ?? true
        guard let names = parameters.list(.executionStatus) else { return }
        var statuses: [ExecutionStatus] = []
        for name in names {
            guard
                let status = ExecutionStatus.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
            else {
                let known = ExecutionStatus.allCases.map(\.rawValue)
                throw ServiceRefusal(
                    .requestedValueNotFound(name), field: QueryParameter.executionStatus.name,
                    found: InputError.echo(name), expected: known.joined(separator: ", "),
                    hint: InputError.suggestion(for: name, among: known))
            }
            statuses.append(status)
        }
        self.statuses = statuses
    }

    /// Returns the matching executions, grouped by report, newest first.
    package func select(
        from reports: [Report], now: Timestamp, settings: Settings
    ) -> [(report: Report, execution: Execution)] {
        reports.flatMap { report in
            let matches = select(from: report, now: now, settings: settings)
            return (latestOnly ? Array(matches.prefix(1)) : matches).map { (report, $0) }
        }
    }

    private func select(from report: Report, now: Timestamp, settings: Settings) -> [Execution] {
        let matches = report.executions.reversed().filter { $0.isInHistory(at: now) && matchesID($0) }
        if let statuses { return matches.filter { statuses.contains($0.status) } }
        // Completed executions hide the pending one of the next slot. Before the first success, seed 002 shows any
        // status (C1, docs/sources.md).
        let completed = matches.filter { $0.status == .completed }
        return completed.isEmpty && settings.executionDefaultStatus == .fallback ? matches : completed
    }

    private func matchesID(_ execution: Execution) -> Bool {
        executionIDs.map { $0.contains { $0.lowercased() == execution.id.lowercased() } } ?? true
    }
}
