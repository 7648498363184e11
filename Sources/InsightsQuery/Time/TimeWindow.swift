package import InsightsTime

/// The range of time whose rows a query sees.
package struct TimeWindow: Sendable, Equatable {
    /// The start, inclusive; nil for no lower bound.
    package var lower: Timestamp?
    /// The end.
    package var upper: Timestamp
    /// Whether the end itself belongs to the window.
    package var includesUpper: Bool

    /// Creates a window between two instants.
    package init(from lower: Timestamp?, to upper: Timestamp, includesUpper: Bool = true) {
        self.lower = lower
        self.upper = upper
        self.includesUpper = includesUpper
    }

    /// The first and last second inside; the window is empty if the first comes after the last.
    var seconds: (first: Int64, last: Int64) {
        (lower.map { Int64($0.secondsSinceEpoch) } ?? .min, Int64(upper.secondsSinceEpoch) - (includesUpper ? 0 : 1))
    }

    /// Returns the first and last day inside: the day of the start counts in full, any later day if its midnight is
    /// inside.
    ///
    /// - Parameter isMonthGrained: whether days represent their months, so the month of the start counts in full.
    /// - Returns: day numbers; the window is empty if the first comes after the last.
    func days(isMonthGrained: Bool) -> (first: Int32, last: Int32) {
        let last = Timestamp(secondsSinceEpoch: upper.secondsSinceEpoch - (includesUpper ? 0 : 1)).date
        let first = lower.map { isMonthGrained ? $0.date.startOfMonth : $0.date }
        return (first.map { Int32(clamping: $0.daysSinceEpoch) } ?? .min, Int32(clamping: last.daysSinceEpoch))
    }
}

extension Timespan {
    /// Returns the window of the timespan at an instant, in UTC [assumed].
    ///
    /// Every timespan except YESTERDAY ends at that instant, even LIFETIME: future rows are never shown.
    package func window(endingAt now: Timestamp) -> TimeWindow {
        let today = now.date
        func since(_ date: CivilDate) -> TimeWindow { TimeWindow(from: Timestamp(date), to: now) }
        switch self {
        case .today: return since(today)
        case .yesterday:
            return TimeWindow(from: Timestamp(today.adding(days: -1)), to: Timestamp(today), includesUpper: false)
        case .last7Days: return since(today.adding(days: -7))
        case .last14Days: return since(today.adding(days: -14))
        case .last30Days: return since(today.adding(days: -30))
        case .last90Days: return since(today.adding(days: -90))
        case .last180Days: return since(today.adding(days: -180))
        case .last365Days: return since(today.adding(days: -365))
        case .lastMonth: return since(today.adding(months: -1))
        case .last3Months: return since(today.adding(months: -3))
        case .last6Months: return since(today.adding(months: -6))
        case .last1Year: return since(today.adding(months: -12))
        case .lifetime: return TimeWindow(from: nil, to: now)
        }
    }
}
