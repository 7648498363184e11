extension TableSchema {
    /// The errors in the schema itself, one sentence each; empty if there are none.
    ///
    /// A catalogue accepts a faulty schema. Of equal names the first wins; a metric without its column is null; an
    /// invalid time column has no effect. Code that loads schemas should refuse a faulty one.
    package var faults: [String] {
        var faults: [String] = []
        var types: [String: ColumnType] = [:]
        for column in columns {
            if types.updateValue(column.type, forKey: column.name.lowercased()) != nil {
                faults.append("\(name): the name \(column.name) is given twice")
            }
        }
        for metric in metrics {
            if metric.type != .integer, metric.type != .decimal {
                faults.append(
                    "\(name): metric \(metric.name) is a \(metric.type.rawValue), expected integer or decimal")
            }
            let source = metric.source.map { types[$0.lowercased()] } ?? metric.type
            if let source {
                if metric.function == .sum, ![.integer, .decimal, .boolean].contains(source) {
                    faults.append("\(name): metric \(metric.name) sums a \(source.rawValue) column")
                }
            } else {
                faults.append("\(name): metric \(metric.name) is computed from an unknown column")
            }
        }
        var names = Set(types.keys)
        for metric in metrics where !names.insert(metric.name.lowercased()).inserted {
            faults.append("\(name): the name \(metric.name) is given twice")
        }
        if let timeColumn {
            let type = types[timeColumn.lowercased()]
            if type != .date, type != .month, type != .datetime {
                faults.append("\(name): time column \(timeColumn) is not a date, month or datetime column")
            }
        }
        return faults
    }
}
