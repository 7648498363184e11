import InsightsQuery
import InsightsTime

extension Settings {
    /// What a report's query may cost.
    ///
    /// It may take its time: the documents send queries that take long to reports.
    var reportBudget: ExecutionBudget {
        ExecutionBudget(
            maximumGroups: queryGroupLimit, maximumBytes: queryMemoryMegabytes.map { $0 * 1_000_000 })
    }

    /// What a test query may cost.
    var testQueryBudget: ExecutionBudget {
        var budget = reportBudget
        budget.maximumTime = queryTimeout
        budget.clock = { .nanoseconds(Int64(MonotonicClock.machine.nanoseconds())) }
        return budget
    }
}
