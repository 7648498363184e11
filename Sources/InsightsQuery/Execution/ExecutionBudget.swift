private import Synchronization

/// What a query may cost; a query that would cost more ends with `BudgetExceeded`, and gives its memory back.
public struct ExecutionBudget: Sendable {
    /// The most groups a query may form before conditions on metrics, ORDER BY and LIMIT apply; nil for any number.
    public var maximumGroups: Int?
    /// The most bytes a query may hold for its rows, groups and keys of ORDER BY; nil for any number.
    ///
    /// A row costs four bytes until it is written, also if there are ten million of them.
    public var maximumBytes: Int?
    /// How long a query may run; nil for any time.
    public var maximumTime: Duration?
    /// A clock that never goes back; only differences count.
    public var clock: @Sendable () -> Duration

    /// Without limits.
    public static let unlimited = ExecutionBudget()

    /// Creates a budget.
    ///
    /// - Parameters:
    ///   - maximumGroups: the most groups.
    ///   - maximumBytes: the most bytes held.
    ///   - maximumTime: the longest time; looked at once per some thousand rows.
    ///   - clock: a clock that never goes back.
    public init(
        maximumGroups: Int? = nil, maximumBytes: Int? = nil, maximumTime: Duration? = nil,
        clock: @escaping @Sendable () -> Duration = { .zero }
    ) {
        self.maximumGroups = maximumGroups
        self.maximumBytes = maximumBytes
        self.maximumTime = maximumTime
        self.clock = clock
    }
}

/// Why a query was given up.
public enum BudgetExceeded: Error, Sendable, Equatable {
    /// It has more groups than it may have.
    case groups(limit: Int)
    /// It needs more memory than it may have.
    case bytes(limit: Int)
    /// It takes longer than it may.
    case time(limit: Duration)
}

/// Watches over one run of a query, on all its threads.
final class BudgetMeter: Sendable {
    private let budget: ExecutionBudget
    private let start: Duration
    private let isOver = Atomic(false)
    private let reason = Mutex<BudgetExceeded?>(nil)

    init(_ budget: ExecutionBudget) {
        self.budget = budget
        start = budget.maximumTime == nil ? .zero : budget.clock()
    }

    /// Throws if anything was exceeded, here or on another thread.
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
