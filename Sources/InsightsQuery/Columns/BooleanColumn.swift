/// A column of truth values that prints each of them as the file first spelt it.
struct BooleanColumn: Sendable {
    /// The code of a row without value.
    static let null: UInt8 = 0
    /// The code of a row that holds false.
    static let no: UInt8 = 1
    /// The code of a row that holds true.
    static let yes: UInt8 = 2

    /// One code per row.
    var codes: [UInt8]
    /// How false is printed.
    var falseSpelling = "0"
    /// How true is printed.
    var trueSpelling = "1"

    /// How a code is printed; empty for null.
    func spelling(of code: UInt8) -> String {
        switch code {
        case Self.no: falseSpelling
        case Self.yes: trueSpelling
        default: ""
        }
    }

    /// The truth value that a text spells: `1`, `0`, `true` or `false` in any letter case.
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
