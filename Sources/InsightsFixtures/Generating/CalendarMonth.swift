import InsightsTime

/// A month of a certain year.
struct CalendarMonth: Hashable, Comparable, Strideable {
    /// The number of months since January of year 0.
    let number: Int

    /// The month that the committed rows treat as "now"; the catalogue states the same month.
    static let anchor = CalendarMonth(year: 2021, month: 1)
    /// The months that have rows: from 18 before the anchor to `MonthShift.monthsAhead` after it, for advanced clocks.
    static let history = anchor.advanced(by: -18)...anchor.advanced(by: MonthShift.monthsAhead)

    init(number: Int) {
        self.number = number
    }

    init(year: Int, month: Int) {
        number = year * 12 + month - 1
    }

    /// Creates the month that contains a day.
    init(of day: CivilDate) {
        number = day.monthNumber
    }

    /// Returns a day of the month, 1 to 28, which every month has.
    func day(_ day: Int) -> CivilDate {
        precondition((1...28).contains(day), "day \(day) may be missing in other months")
        return CivilDate(daysSinceEpoch: 0).adding(months: number - 1970 * 12).adding(days: day - 1)
    }

    var firstDay: CivilDate { day(1) }

    func advanced(by months: Int) -> CalendarMonth { CalendarMonth(number: number + months) }

    func distance(to other: CalendarMonth) -> Int { other.number - number }

    static func < (left: CalendarMonth, right: CalendarMonth) -> Bool { left.number < right.number }
}

extension CivilDate {
    /// The day of the month.
    var dayOfMonth: Int { parts.day }
}
