import InsightsTime

/// A month of a year.
struct CalendarMonth: Hashable, Comparable, Strideable {
    /// Months since January of year 0.
    let number: Int

    /// The month the committed rows call "now"; the catalogue says so too.
    static let anchor = CalendarMonth(year: 2021, month: 1)
    /// The months that have rows: 18 before the anchor and as many after it as a clock may be advanced.
    static let history = anchor.advanced(by: -18)...anchor.advanced(by: MonthShift.monthsAhead)

    init(number: Int) {
        self.number = number
    }

    init(year: Int, month: Int) {
        number = year * 12 + month - 1
    }

    /// The month a day lies in.
    init(of day: CivilDate) {
        number = day.monthNumber
    }

    /// One of the first 28 days, which every month has.
    func day(_ day: Int) -> CivilDate {
        precondition((1...28).contains(day), "day \(day) may be missing in other months")
        return CivilDate(daysSinceEpoch: 0).adding(months: number - 1970 * 12).adding(days: day - 1)
    }

    /// The first day.
    var firstDay: CivilDate { day(1) }

    func advanced(by months: Int) -> CalendarMonth { CalendarMonth(number: number + months) }

    func distance(to other: CalendarMonth) -> Int { other.number - number }

    static func < (left: CalendarMonth, right: CalendarMonth) -> Bool { left.number < right.number }
}

extension CivilDate {
    /// The day of the month.
    var dayOfMonth: Int { parts.day }
}
