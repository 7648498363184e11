package import InsightsTime

/// The schedule of a report: a count of slots at a fixed interval from the start (insights-api section 7.3).
package struct ReportSchedule: Sendable, Equatable {
    /// The first slot.
    package var start: Timestamp
    /// The hours between slots; 0 for an `ExecuteNow` report.
    package var intervalHours: Int
    /// The total number of slots; nil for an unlimited number.
    package var count: Int?

    /// Returns the first slot of the grid after an instant.
    package func firstSlot(after instant: Timestamp) -> Timestamp {
        guard instant >= start else { return start }
        let interval = max(1, intervalHours) * 3600
        let elapsed = instant.secondsSinceEpoch - start.secondsSinceEpoch
        return start.adding(seconds: (elapsed / interval + 1) * interval)
    }
}
