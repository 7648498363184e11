package import InsightsAPI
import InsightsJSON
import InsightsQuery
import InsightsRandomness
package import InsightsTime

/// The filter of an executions request (insights-api section 4.12, the selection rule).
package struct ExecutionFilter: Sendable {
    /// The identifiers; nil for any.
    ///
    /// A text that is not a UUID selects nothing.
    private let uuids: Set<UUIDValue>?
    private let statuses: [ExecutionStatus]?
    private let latestOnly: Bool

    /// Creates the filter from the parameters of a call.
    package init(_ parameters: OperationParameters, empty: Settings.EmptyFlag) throws(ServiceRefusal) {
        uuids = parameters.list(.executionID).map { Set($0.compactMap { UUIDValue($0) }) }
        latestOnly = try parameters.flag(.getLatestExecution, empty: empty) ?? true
        guard let names = parameters.list(.executionStatus) else {
            statuses = nil
            return
        }
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

    /// Returns the matching executions of a report, newest first.
    package func select(from executions: [Execution], now: Timestamp, settings: Settings) -> [Execution] {
        if let statuses { return matches(in: executions, now) { statuses.contains($0.status) } }
        // Completed executions hide the pending one of the next slot. Before the first success, seed 002 shows any
        // status (C1, docs/sources.md).
        let completed = matches(in: executions, now) { $0.status == .completed }
        guard completed.isEmpty, settings.executionDefaultStatus == .fallback else { return completed }
        return matches(in: executions, now) { _ in true }
    }

    private func matches(
        in executions: [Execution], _ now: Timestamp, _ condition: (Execution) -> Bool
    ) -> [Execution] {
        var matches: [Execution] = []
        for execution in executions.reversed()
        where execution.isInHistory(at: now) && uuids.map({ $0.contains(execution.uuid) }) ?? true
            && condition(execution)
        {
            matches.append(execution)
            if latestOnly { break }
        }
        return matches
    }
}
