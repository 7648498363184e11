public import InsightsTime

/// How far rows that were written for one month are moved so that they end up around another "now".
///
/// Whole months only: every committed day is one of the first 28 of its month, so that moving it never runs into a
/// month's end, keeps the order of rows, and can be undone.
public struct MonthShift: Sendable, Equatable {
    /// How many months of rows lie after the anchor month; as far as a clock can be advanced without a further shift.
    public static let monthsAhead = 12

    /// The month the rows call "now".
    public let anchor: CivilDate

    /// Creates the rule for rows around a month.
    public init(anchor: CivilDate) {
        self.anchor = anchor
    }

    /// The calendar months from the anchor to an instant's month.
    public func months(now: Timestamp) -> Int {
        now.date.monthNumber - anchor.monthNumber
    }

    /// The shift of a simulator that started at one instant and whose clock shows another.
    ///
    /// The start alone decides as long as the clock stays within twelve calendar months of it, so that advancing the
    /// clock uncovers rows instead of moving them. Past that, whole years are added, as few as keep rows in view:
    /// after 13 months the rows of the first month are seen again, a year later. A clock set back adds nothing.
    public func months(startedAt start: Timestamp, now: Timestamp) -> Int {
        let elapsed = now.date.monthNumber - start.date.monthNumber
        let years = elapsed > Self.monthsAhead ? (elapsed - 1) / Self.monthsAhead : 0
        return months(now: start) + years * 12
    }
}
