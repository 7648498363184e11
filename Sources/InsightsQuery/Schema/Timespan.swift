/// The words TIMESPAN knows, in the grammar's order (custom query specification).
public enum Timespan: String, Sendable, CaseIterable {
    case today = "TODAY"
    case yesterday = "YESTERDAY"
    case last7Days = "LAST_7_DAYS"
    case last14Days = "LAST_14_DAYS"
    case last30Days = "LAST_30_DAYS"
    case last90Days = "LAST_90_DAYS"
    case last180Days = "LAST_180_DAYS"
    case last365Days = "LAST_365_DAYS"
    case lastMonth = "LAST_MONTH"
    case last3Months = "LAST_3_MONTHS"
    case last6Months = "LAST_6_MONTHS"
    case last1Year = "LAST_1_YEAR"
    case lifetime = "LIFETIME"

    /// What a query without TIMESPAN means (seed 002: six months).
    public static let standard = Timespan.last6Months
}
