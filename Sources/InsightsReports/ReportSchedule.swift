package import InsightsTime

/// The schedule of a report: a count of slots at a fixed interval from the start (insights-api section 7.3).
package struct ReportSchedule: Sendable, Equatable {
    /// The first slot.
    package var start: Timestamp
    /// The hours between slots; 0 for an `ExecuteNow` report.
    package var intervalHours: Int
    /// The total number of slots; nil for an unlimited number.
    package var count: Int?
    /// The instant after which no slot is due; nil for none.
    ///
    /// Only v1.1 sets it.
    package var end: Timestamp?

    /// The last slot, or the end where one is set; nil for a schedule without end.
    package var lastInstant: Timestamp? {
        if let end { return end }
        guard let count else { return nil }
        let (hours, isTooLong) = max(0, count - 1).multipliedReportingOverflow(by: intervalHours)
        let limit = (Timestamp.last.secondsSinceEpoch - start.secondsSinceEpoch) / 3600
        return isTooLong || hours > limit ? .last : start.adding(hours: hours)
    }

    /// Returns whether a slot is within the end.
    package func allows(_ slot: Timestamp) -> Bool { end.map { slot <= $0 } ?? true }

    /// Returns the first slot of the grid after an instant.
    package func firstSlot(after instant: Timestamp) -> Timestamp {
        guard instant >= start else { return start }
        let interval = max(1, intervalHours) * 3600
        let elapsed = instant.secondsSinceEpoch - start.secondsSinceEpoch
        return start.adding(seconds: (elapsed / interval + 1) * interval)
    }
}
