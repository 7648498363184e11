extension RowMask {
    /// Keeps rows inside a window of time; a row without time is outside every window [assumed].
    ///
    /// Has no effect if the dataset has no time column, or if that holds no days or instants.
    mutating func keep(_ table: Table, in window: TimeWindow) {
        guard let name = table.schema.timeColumn?.lowercased(),
            let index = table.schema.columns.firstIndex(where: { $0.name.lowercased() == name })
        else { return }
        switch table.columns[index] {
        case .day(let column):
            let isMonth = table.schema.columns[index].type == .month
            let (first, last) = window.days(isMonthGrained: isMonth || monthGrainedNames.contains(name))
            keep(column, in: (Int128(first), Int128(last)), isNegated: false)
        case .instant(let column):
            let (first, last) = window.seconds
            keep(column, in: (Int128(first), Int128(last)), isNegated: false)
        case .text, .integer, .decimal, .boolean:
            return
        }
    }
}

/// The columns of days that stand for months, in lower case.
private let monthGrainedNames: Set<String> = ["month", "monthstartdate", "monthkey"]
