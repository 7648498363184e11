extension RowFilter {
    /// Keeps rows inside a window of time; a row without time is outside every window [assumed].
    ///
    /// Has no effect if the dataset has no time column, or if that holds no days or instants.
    init(_ table: Table, in window: TimeWindow) {
        guard let name = table.schema.timeColumn?.lowercased(),
            let index = table.schema.columns.firstIndex(where: { $0.name.lowercased() == name })
        else {
            self = .all
            return
        }
        switch table.columns[index] {
        case .day(let column):
            let isMonth = table.schema.columns[index].type == .month
            let (first, last) = window.days(isMonthGrained: isMonth || monthGrainedNames.contains(name))
            self = .days(column, NumberTest((Int128(first), Int128(last))))
        case .instant(let column):
            let (first, last) = window.seconds
            self = .numbers(column, NumberTest((Int128(first), Int128(last))))
        case .text, .integer, .decimal, .boolean:
            self = .all
        }
    }
}

/// The columns of days that stand for months, in lower case.
private let monthGrainedNames: Set<String> = ["month", "monthstartdate", "monthkey"]
