import InsightsAPI
import InsightsQuery
import InsightsTime

extension Settings {
    /// The options of the query engine under these settings.
    var queryOptions: QueryOptions {
        var options = QueryOptions()
        options.implicitDistinct = duplicateRows == .implicit
        options.anyTimespan = allowsAnyTimespan
        options.typographicQuotes = acceptsTypographicQuotes
        options.refusesUnreadableLiterals = unreadableLiteral == .refused
        return options
    }

    /// The resource limits of a report's query.
    ///
    /// It has no time limit, because the documents recommend reports for long queries.
    var reportBudget: ExecutionBudget {
        ExecutionBudget(
            maximumGroups: queryGroupLimit, maximumBytes: queryMemoryMegabytes.map { $0 * 1_000_000 })
    }

    /// The resource limits of a test query.
    var testQueryBudget: ExecutionBudget {
        var budget = reportBudget
        budget.maximumTime = queryTimeout
        budget.clock = { .nanoseconds(Int64(MonotonicClock.machine.nanoseconds())) }
        return budget
    }
}
