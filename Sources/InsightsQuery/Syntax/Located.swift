/// A part of a syntax tree with its location in the text.
///
/// Two of them are equal if their values are: the location does not affect the meaning.
public struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The parsed value.
    public var value: Value
    /// The location, in bytes of the UTF-8 text.
    public var range: Range<Int>

    /// Creates a value with its location.
    public init(_ value: Value, at range: Range<Int> = 0..<0) {
        self.value = value
        self.range = range
    }

    /// Returns whether the values are equal, wherever they are located.
    public static func == (left: Self, right: Self) -> Bool {
        left.value == right.value
    }
}
