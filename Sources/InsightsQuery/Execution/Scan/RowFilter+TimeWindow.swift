extension RowFilter {
    /// Creates a filter that keeps rows inside a time window; a row without a time is outside every window [assumed].
    ///
    /// Keeps all rows if the dataset has no time column, or if that column does not hold days or instants.
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

/// The names, in lower case, of day columns that represent months.
private let monthGrainedNames: Set<String> = ["month", "monthstartdate", "monthkey"]
