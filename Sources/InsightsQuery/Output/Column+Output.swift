import InsightsTime

extension Column {
    /// Returns the value of a row.
    func value(_ row: Int) -> CellValue {
        switch self {
        case .text(let column):
            let code = column.codes[row]
            return code == 0 ? .null : .string(column.dictionary.string(code))
        case .integer(let column):
            return column[row].map(CellValue.integer) ?? .null
        case .decimal(let column, let scale):
            return column[row].map { .decimal(FixedDecimal(mantissa: Int128($0), scale: scale)) } ?? .null
        case .boolean(let column):
            let code = column.codes[row]
            guard code != BooleanColumn.null else { return .null }
            return .boolean(code == BooleanColumn.yes, spelling: column.spelling(of: code))
        case .day(let column):
            return column[row].map { .date(CivilDate(daysSinceEpoch: Int($0))) } ?? .null
        case .instant(let column):
            return column[row].map { .datetime(Timestamp(secondsSinceEpoch: Int($0))) } ?? .null
        }
    }

    /// Appends the printed form of a row's value; nothing for null.
    func appendText(_ row: Int, to bytes: inout [UInt8]) {
        switch self {
        case .text(let column):
            column.dictionary.texts.withBytes(Int(column.codes[row])) { bytes.append(contentsOf: $0) }
        case .integer(let column):
            if let value = column[row] { appendInteger(value, to: &bytes) }
        case .decimal(let column, let scale):
            if let value = column[row] { appendDecimal(value, scale: scale, to: &bytes) }
        case .boolean(let column):
            bytes.append(contentsOf: column.spelling(of: column.codes[row]).utf8)
        case .day(let column):
            if let value = column[row] { appendDay(Int(value), to: &bytes) }
        case .instant(let column):
            if let value = column[row] { appendInstant(Int(value), to: &bytes) }
        }
    }
}

extension MetricColumn {
    /// Returns the value of a group; an integer beyond 64 bits becomes a decimal without fraction.
    func value(_ group: Int) -> CellValue {
        guard let value = self[group] else { return .null }
        if isInteger, let number = Int64(exactly: value) { return .integer(number) }
        return .decimal(FixedDecimal(mantissa: value, scale: scale))
    }
}
