private import Synchronization

/// The limits of a query; a query that exceeds one ends with `BudgetExceeded` and releases its memory.
package struct ExecutionBudget: Sendable {
    /// The maximum number of groups before conditions on metrics, ORDER BY and LIMIT apply; nil for no limit.
    package var maximumGroups: Int?
    /// The maximum number of bytes held for rows, groups and keys of ORDER BY; nil for no limit.
    ///
    /// A row costs four bytes until it is written, even if there are ten million rows.
    package var maximumBytes: Int?
    /// The maximum run time; nil for no limit.
    package var maximumTime: Duration?
    /// A monotonic clock; only differences of its readings count.
    package var clock: @Sendable () -> Duration

    /// A budget without limits.
    package static let unlimited = ExecutionBudget()

    /// Creates a budget.
    ///
    /// - Parameters:
    ///   - maximumGroups: the maximum number of groups.
    ///   - maximumBytes: the maximum number of bytes held.
    ///   - maximumTime: the maximum run time, checked once per some thousand rows.
    ///   - clock: a monotonic clock.
    package init(
        maximumGroups: Int? = nil, maximumBytes: Int? = nil, maximumTime: Duration? = nil,
        clock: @escaping @Sendable () -> Duration = { .zero }
    ) {
        self.maximumGroups = maximumGroups
        self.maximumBytes = maximumBytes
        self.maximumTime = maximumTime
        self.clock = clock
    }
}

/// The limit that stopped a query.
package enum BudgetExceeded: Error, Sendable, Equatable {
    /// The query has more than `limit` groups.
    case groups(limit: Int)
    /// The query needs more than `limit` bytes.
    case bytes(limit: Int)
    /// The query runs longer than `limit`.
    case time(limit: Duration)
}

/// Enforces the budget of one run of a query across all its threads.
final class BudgetMeter: Sendable {
    private let budget: ExecutionBudget
    private let start: Duration
    private let isOver = Atomic(false)
    private let reason = Mutex<BudgetExceeded?>(nil)

    init(_ budget: ExecutionBudget) {
        self.budget = budget
        start = budget.maximumTime == nil ? .zero : budget.clock()
    }

    /// Throws if a limit was exceeded, on this thread or another.
    func check(groups: Int = 0, bytes: Int = 0) throws(BudgetExceeded) {
        if let limit = budget.maximumGroups, groups > limit { stop(.groups(limit: limit)) }
        if let limit = budget.maximumBytes, bytes > limit { stop(.bytes(limit: limit)) }
        if let limit = budget.maximumTime, budget.clock() - start > limit { stop(.time(limit: limit)) }
        guard isOver.load(ordering: .relaxed) else { return }
        if let reason = reason.withLock({ $0 }) { throw reason }
    }

    private func stop(_ exceeded: BudgetExceeded) {
        reason.withLock { $0 = $0 ?? exceeded }
        isOver.store(true, ordering: .relaxed)
    }
}
