/// A piece of a syntax tree together with where the text says it.
///
/// Two of them are equal if their values are: where something stands does not change what it means.
public struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
    /// What the text says.
    public var value: Value
    /// Where it stands, in bytes of the UTF-8 text.
    public var range: Range<Int>

    /// Places a value.
    public init(_ value: Value, at range: Range<Int> = 0..<0) {
        self.value = value
        self.range = range
    }

    /// Whether the values are equal, wherever they stand.
    public static func == (left: Self, right: Self) -> Bool {
        left.value == right.value
    }
}
