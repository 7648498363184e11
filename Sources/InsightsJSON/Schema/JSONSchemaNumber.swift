/// Compares numbers as schemas do: by value, not by spelling.
enum JSONSchemaNumber {
    /// Returns whether a number has no fraction, such as `2`, `2.0` and `2e3`.
    static func isWhole(_ text: String) -> Bool {
        Int(text) != nil || (Double(text).map { $0 == $0.rounded() } ?? false)
    }

    static func equal(_ first: String, _ second: String) -> Bool {
        if let first = Int(first), let second = Int(second) { return first == second }
        return first == second || Double(first) == Double(second)
    }

    static func less(_ first: String, _ second: String) -> Bool {
        if let first = Int(first), let second = Int(second) { return first < second }
        guard let first = Double(first), let second = Double(second) else { return false }
        return first < second
    }
}

extension JSONValue {
    /// Returns whether two values are equal for a schema: the order of members and the spelling of numbers do not
    /// matter.
    func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let first), .number(let second)): JSONSchemaNumber.equal(first, second)
        case (.array(let first), .array(let second)):
            first.count == second.count && zip(first, second).allSatisfy { $0.isSame(as: $1) }
        case (.object(let first), .object(let second)):
            Set(first.keys) == Set(second.keys)
                && Set(first.keys).allSatisfy { key in
                    guard let mine = first[key], let theirs = second[key] else { return false }
                    return mine.isSame(as: theirs)
                }
        default: self == other
        }
    }
}
