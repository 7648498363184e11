import InsightsQuery
import InsightsTime

/// A value as it compares.
enum ReferenceValue: Hashable, Comparable {
    /// A text without differences of letter case.
    case text([Unicode.Scalar])
    case number(PlainDecimal)
    case truth(Int)
    /// An instant in the service's own format, which sorts as it reads.
    case time(String)

    static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
        case (.number(let left), .number(let right)): left < right
        case (.truth(let left), .truth(let right)): left < right
        case (.time(let left), .time(let right)): left < right
        default: false
        }
    }

    /// Creates the value of a cell's text; nil for none.
    init?(cell text: String, _ type: ColumnType) {
        guard !text.isEmpty else { return nil }
        switch type {
        case .string, .guid: self = .text(Self.fold(text))
        case .integer, .decimal:
            guard let number = PlainDecimal(text) else { return nil }
            self = .number(number)
        case .boolean:
            switch text.lowercased() {
            case "1", "true": self = .truth(1)
            case "0", "false": self = .truth(0)
            default: return nil
            }
        case .date, .month: self = .time(text + "T00:00:00Z")
        case .datetime: self = .time(text)
        }
    }

    /// Creates the value of a literal compared with a column; nil if the column cannot have it.
    init?(literal: Literal, _ type: ColumnType) {
        var text =
            switch literal {
            case .number(let digits): digits
            case .string(let text): text
            }
        if type != .string { text = Self.trimmed(text) }
        switch type {
        case .string, .guid: self = .text(Self.fold(text))
        case .integer, .decimal, .boolean: self.init(cell: text, type)
        case .date, .month, .datetime:
            var bytes = Array(text.utf8)
            if bytes.count == 10 { bytes += Array("T00:00:00Z".utf8) }
            if bytes.count == 19 { bytes += Array("Z".utf8) }
            guard bytes.count == 20 else { return nil }
            if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
            guard Self.isInstant(bytes) else { return nil }
            self = .time(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Returns whether a text is `yyyy-MM-ddTHH:mm:ssZ` and there is such an instant.
    private static func isInstant(_ bytes: [UInt8]) -> Bool {
        let shape = Array("0000-00-00T00:00:00Z".utf8)
        for (byte, model) in zip(bytes, shape) {
            guard model == 48 ? (48...57).contains(byte) : byte == model else { return false }
        }
        func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(bytes[$1]) - 48 } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard year >= 1, (1...12).contains(month), day >= 1 else { return false }
        let isLeapYear = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
        let lengths = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1] && number(11..<13) < 24 && number(14..<16) < 60 && number(17..<19) < 60
    }

    private static func trimmed(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        var result = ""
        result.unicodeScalars.append(contentsOf: scalars)
        return result
    }

    /// Maps each scalar to the small form of its large form, where each is one scalar; keeps the dotless i.
    static func fold(_ text: String) -> [Unicode.Scalar] {
        func one(_ text: String) -> Unicode.Scalar? {
            text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
        }
        return text.unicodeScalars.map { scalar in
            if scalar.value == 0x131 { return scalar }
            let large = one(String(scalar).uppercased()) ?? scalar
            return one(String(large).lowercased()) ?? large
        }
    }
}
