import InsightsTime

/// When a report runs: fixed slots, every so many hours from the start, so many of them (insights-api section 7.3).
struct ReportSchedule: Sendable, Equatable {
    /// The first slot.
    var start: Timestamp
    /// Hours between slots; 0 for a report that runs once, at once.
    var intervalHours: Int
    /// How many slots in all; nil for no end.
    var count: Int?

    /// The first slot of the grid after an instant.
    func firstSlot(after instant: Timestamp) -> Timestamp {
        guard instant >= start else { return start }
        let interval = max(1, intervalHours) * 3600
        let elapsed = instant.secondsSinceEpoch - start.secondsSinceEpoch
        return start.adding(seconds: (elapsed / interval + 1) * interval)
    }
}
