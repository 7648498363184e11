/// A column of Boolean values that prints each value as the file first spelt it.
struct BooleanColumn: Sendable {
    /// The code of a row without a value.
    static let null: UInt8 = 0
    /// The code of a row that holds false.
    static let no: UInt8 = 1
    /// The code of a row that holds true.
    static let yes: UInt8 = 2

    /// One code per row.
    let codes: ColumnValues<UInt8>
    /// The printed form of false.
    var falseSpelling = "0"
    /// The printed form of true.
    var trueSpelling = "1"

    /// Returns the printed form of a code; empty for null.
    func spelling(of code: UInt8) -> String {
        switch code {
        case Self.no: falseSpelling
        case Self.yes: trueSpelling
        default: ""
        }
    }

    /// Parses a Boolean value: `1`, `0`, `true` or `false` in any letter case; nil for any other text.
    static func truth(_ text: some Collection<UInt8>) -> Bool? {
        let lower = text.prefix(6).map { $0 | 0x20 }
        if lower.elementsEqual("true".utf8) { return true }
        if lower.elementsEqual("false".utf8) { return false }
        guard text.count == 1 else { return nil }
        switch text.first {
        case UInt8(ascii: "1"): return true
        case UInt8(ascii: "0"): return false
        default: return nil
        }
    }
}
