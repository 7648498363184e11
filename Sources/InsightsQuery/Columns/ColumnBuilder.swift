/// Collects the cells of one column.
protocol ColumnBuilder: Sendable {
    /// How many cells there are.
    var count: Int { get }
    /// Appends a cell of UTF-8 text, an empty one as null; returns what was expected if the text does not fit.
    mutating func append(_ cell: UnsafeRawBufferPointer) -> String?
    /// The column of all cells.
    func finish() -> Column
}

/// The builder of a column of some type.
func columnBuilder(for type: ColumnType) -> any ColumnBuilder {
    switch type {
    case .string: TextColumnBuilder(isIdentifier: false)
    case .guid: TextColumnBuilder(isIdentifier: true)
    case .integer: IntegerColumnBuilder()
    case .decimal: DecimalColumnBuilder()
    case .boolean: BooleanColumnBuilder()
    case .date: DayColumnBuilder(isMonth: false)
    case .month: DayColumnBuilder(isMonth: true)
    case .datetime: InstantColumnBuilder()
    }
}

/// Collects texts; what is checked is checked once per distinct text.
struct TextColumnBuilder: ColumnBuilder {
    let isIdentifier: Bool
    private var codes: [UInt32] = []
    private var interner = TextInterner()

    init(isIdentifier: Bool) {
        self.isIdentifier = isIdentifier
    }

    var count: Int { codes.count }

    mutating func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            codes.append(0)
        } else if let code = interner.knownCode(of: cell) {
            codes.append(code)
        } else {
            if isIdentifier, !isGUID(cell) { return "an identifier like 1f0d3a52-7c44-4b5e-9a61-0c2f8e7d6b90" }
            guard cell.allSatisfy({ $0 < 0x80 }) || String(validating: cell, as: UTF8.self) != nil else {
                return "UTF-8 text"
            }
            codes.append(interner.code(of: cell))
        }
        return nil
    }

    func finish() -> Column {
        .text(TextColumn(codes: codes, dictionary: TextDictionary(interner.texts)))
    }

    private func isGUID(_ cell: UnsafeRawBufferPointer) -> Bool {
        guard cell.count == 36 else { return false }
        for (index, byte) in cell.enumerated() {
            switch index {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if !isHexDigit(byte) { return false }
            }
        }
        return true
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
}

/// Collects truth values.
struct BooleanColumnBuilder: ColumnBuilder {
    private var column = BooleanColumn(codes: [])
    private var hasFalse = false
    private var hasTrue = false

    var count: Int { column.codes.count }

    mutating func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            column.codes.append(BooleanColumn.null)
            return nil
        }
        guard let truth = BooleanColumn.truth(cell) else { return "1, 0, true or false" }
        column.codes.append(truth ? BooleanColumn.yes : BooleanColumn.no)
        if truth, !hasTrue {
            hasTrue = true
            column.trueSpelling = String(decoding: cell, as: UTF8.self)
        } else if !truth, !hasFalse {
            hasFalse = true
            column.falseSpelling = String(decoding: cell, as: UTF8.self)
        }
        return nil
    }

    func finish() -> Column { .boolean(column) }
}

/// Collects days, or months written as their first day.
struct DayColumnBuilder: ColumnBuilder {
    let isMonth: Bool
    private var column = NumericColumn<Int32>(values: [], validity: nil)

    init(isMonth: Bool) {
        self.isMonth = isMonth
    }

    var count: Int { column.values.count }

    mutating func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            column.append(nil)
            return nil
        }
        let date = cell.count == 10 ? CivilDate(String(decoding: cell, as: UTF8.self)) : nil
        guard let date, !isMonth || date.parts.day == 1 else {
            return isMonth ? "the first day of a month, yyyy-MM-01" : "a date yyyy-MM-dd"
        }
        column.append(Int32(clamping: date.daysSinceEpoch))
        return nil
    }

    func finish() -> Column { .day(column) }
}

/// Collects instants.
struct InstantColumnBuilder: ColumnBuilder {
    private var column = NumericColumn<Int64>(values: [], validity: nil)

    var count: Int { column.values.count }

    mutating func append(_ cell: UnsafeRawBufferPointer) -> String? {
        if cell.isEmpty {
            column.append(nil)
            return nil
        }
        guard cell.count == 20, let instant = Timestamp(String(decoding: cell, as: UTF8.self)) else {
            return "an instant yyyy-MM-ddTHH:mm:ssZ"
        }
        column.append(Int64(instant.secondsSinceEpoch))
        return nil
    }

    func finish() -> Column { .instant(column) }
}
