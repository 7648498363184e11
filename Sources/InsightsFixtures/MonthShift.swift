package import InsightsTime

/// The number of months by which rows written for one month are moved to lie around another "now".
///
/// Rows are moved by whole months only. Every committed day is one of the first 28 of its month, so moving never hits
/// the end of a month. It keeps the order of rows and is reversible.
package struct MonthShift: Sendable, Equatable {
    /// The number of months with rows after the anchor month; a clock can be advanced this far without a further
    /// shift.
    package static let monthsAhead = 12

    /// The month that the rows treat as "now".
    package let anchor: CivilDate

    /// Creates the rule for rows around a month.
    package init(anchor: CivilDate) {
        self.anchor = anchor
    }

    /// Returns the number of calendar months from the anchor to an instant's month.
    package func months(now: Timestamp) -> Int {
        now.date.monthNumber - anchor.monthNumber
    }

    /// Returns the shift of a simulator with a start instant and a clock.
    ///
    /// Within twelve calendar months of the start only the start matters: advancing the clock uncovers rows instead
    /// of moving them. Beyond that, the smallest number of whole years that keeps rows in view is added. After 13
    /// months the rows of the first month are shown again, a year later. A clock that was set
    /// back adds nothing.
    package func months(startedAt start: Timestamp, now: Timestamp) -> Int {
        let elapsed = now.date.monthNumber - start.date.monthNumber
        let years = elapsed > Self.monthsAhead ? (elapsed - 1) / Self.monthsAhead : 0
        return months(now: start) + years * 12
    }
}
