/// The layout of one column's arrays.
struct ColumnLayout {
    /// The kind of values in a column.
    enum Kind: UInt64 {
        case text, integer, decimal, boolean, day, instant

        /// The size of a value in bytes.
        var width: Int {
            switch self {
            case .text, .day: 4
            case .integer, .decimal, .instant: 8
            case .boolean: 1
            }
        }
    }

    var kind: Kind
    var scale = 0
    var hasNulls = false
    var textCount = 0
    var textBytes = 0
    var spellingBytes = (0, 0)

    /// Creates the layout of a column.
    init(_ column: Column) {
        switch column {
        case .text(let column):
            kind = .text
            textCount = column.dictionary.count
            textBytes = column.dictionary.texts.bytes.count
        case .integer(let column):
            (kind, hasNulls) = (.integer, column.validity != nil)
        case .decimal(let column, let scale):
            (kind, hasNulls) = (.decimal, column.validity != nil)
            self.scale = scale
        case .boolean(let column):
            kind = .boolean
            spellingBytes = (column.falseSpelling.utf8.count, column.trueSpelling.utf8.count)
        case .day(let column):
            (kind, hasNulls) = (.day, column.validity != nil)
        case .instant(let column):
            (kind, hasNulls) = (.instant, column.validity != nil)
        }
    }

    /// Parses a layout; nil if it is impossible for a column of the type.
    init?(_ words: [UInt64], type: ColumnType) {
        guard words.count == ColumnFile.layoutWords, words.dropFirst().allSatisfy({ $0 < 1 << 48 }),
            let kind = Kind(rawValue: words[0]), kind == Self.kind(of: type), words[1] <= 18, words[2] <= 1,
            words[7] == 0, words[3] < UInt64(UInt32.max)
        else { return nil }
        self.kind = kind
        scale = Int(words[1])
        hasNulls = words[2] == 1
        (textCount, textBytes) = (Int(words[3]), Int(words[4]))
        spellingBytes = (Int(words[5]), Int(words[6]))
        if kind == .text, textCount == 0 { return nil }
        if kind != .text, textCount != 0 || textBytes != 0 { return nil }
    }

    private static func kind(of type: ColumnType) -> Kind {
        switch type {
        case .string, .guid: .text
        case .integer: .integer
        case .decimal: .decimal
        case .boolean: .boolean
        case .date, .month: .day
        case .datetime: .instant
        }
    }

    var words: [UInt64] {
        [
            kind.rawValue, UInt64(scale), hasNulls ? 1 : 0, UInt64(textCount), UInt64(textBytes),
            UInt64(spellingBytes.0), UInt64(spellingBytes.1), 0,
        ]
    }

    /// Returns the size of each array in bytes: values, then nulls, texts with their offsets, or spellings.
    func arrays(rowCount: Int) -> [Int] {
        let values = rowCount * kind.width
        switch kind {
        case .text: return [values, (textCount + 1) * 8, textBytes]
        case .boolean: return [values, spellingBytes.0, spellingBytes.1]
        case .integer, .decimal, .day, .instant: return hasNulls ? [values, rowCount] : [values]
        }
    }

    /// Returns the size of all arrays in the file, in bytes.
    func size(rowCount: Int) -> Int {
        arrays(rowCount: rowCount).reduce(0) { $0 + ColumnFile.size(ofArray: $1) }
    }
}
