/// The keywords of TIMESPAN, in the grammar's order (custom query specification).
///
/// Days and months are those of UTC; see `window(endingAt:)`.
public enum Timespan: String, Sendable, CaseIterable {
    /// From the start of the current day until now.
    case today = "TODAY"
    /// The day before the current one.
    case yesterday = "YESTERDAY"
    /// From the start of the day 7 days ago until now.
    case last7Days = "LAST_7_DAYS"
    /// From the start of the day 14 days ago until now.
    case last14Days = "LAST_14_DAYS"
    /// From the start of the day 30 days ago until now.
    case last30Days = "LAST_30_DAYS"
    /// From the start of the day 90 days ago until now.
    case last90Days = "LAST_90_DAYS"
    /// From the start of the day 180 days ago until now.
    case last180Days = "LAST_180_DAYS"
    /// From the start of the day 365 days ago until now.
    case last365Days = "LAST_365_DAYS"
    /// From the start of the same day one month ago until now.
    case lastMonth = "LAST_MONTH"
    /// From the start of the same day 3 months ago until now.
    case last3Months = "LAST_3_MONTHS"
    /// From the start of the same day 6 months ago until now.
    case last6Months = "LAST_6_MONTHS"
    /// From the start of the same day 12 months ago until now.
    case last1Year = "LAST_1_YEAR"
    /// All time until now.
    case lifetime = "LIFETIME"

    /// The timespan of a query without TIMESPAN (seed 002, docs/sources.md: six months).
    public static let standard = Timespan.last6Months
}
