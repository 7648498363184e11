extension RowMask {
    /// Keeps rows that satisfy a condition on a column.
    mutating func keep(_ column: Column, _ condition: BoundQuery.Condition) {
        switch column {
        case .text(let column):
            keep(column.codes, where: condition.table(over: column.dictionary))
        case .boolean(let column):
            keep(column.codes, where: condition.table(over: column))
        case .integer(let column):
            keep(column, condition, scale: 0) { appendInteger($0, to: &$1) }
        case .decimal(let column, let scale):
            keep(column, condition, scale: scale) { appendDecimal($0, scale: scale, to: &$1) }
        case .day(let column):
            keep(column, condition, scale: 0) { appendDay(Int($0), to: &$1) }
        case .instant(let column):
            keep(column, condition, scale: 0) { appendInstant(Int($0), to: &$1) }
        }
    }

    /// Keeps groups that satisfy a condition on a metric.
    mutating func keep(_ metric: MetricColumn, _ condition: BoundQuery.Condition) {
        keep(metric.values, condition, scale: metric.scale) { appendDecimal($0, scale: metric.scale, to: &$1) }
    }

    /// Keeps rows that satisfy a condition on a column of numbers, whatever they stand for.
    private mutating func keep<Element>(
        _ column: NumericColumn<Element>, _ condition: BoundQuery.Condition, scale: Int,
        printing print: (Element, inout [UInt8]) -> Void
    ) {
        switch condition.test {
        case .comparison(let comparison, let literal):
            let interval = literal.threshold(scale: scale)?.interval(comparison)
            keep(column, in: interval, isNegated: condition.isNegated)
        case .anyOf(let literals):
            let units = literals.compactMap { $0.threshold(scale: scale)?.unit(as: Element.self) }
            guard units.count > 1 else {
                let interval = units.first.map { (Int128($0), Int128($0)) }
                return keep(column, in: interval, isNegated: condition.isNegated)
            }
            keep(column, among: units.sorted(), isNegated: condition.isNegated)
        case .like(let pattern):
            keep(column, matching: pattern, isNegated: condition.isNegated, printing: print)
        }
    }
}

extension BoundLiteral {
    /// The literal as a point on the axis of a column with so many fraction digits; nil for a text.
    func threshold(scale: Int) -> Threshold? {
        switch self {
        case .text: nil
        case .number(let number): number.threshold(scale: scale)
        case .point(let point): point
        }
    }
}

extension Threshold {
    /// The unit that the point is, if it is one that the type holds.
    func unit<Element: FixedWidthInteger>(as type: Element.Type) -> Element? {
        isExact ? Element(exactly: floor) : nil
    }
}
