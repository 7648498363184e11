/// A cell that does not fit the column it was appended to.
public struct CellRejection: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the field.
    public let field: String
    /// What was found, cut to a readable length.
    public let found: String
    /// What would have been accepted, such as "a date yyyy-MM-dd".
    public let expected: String

    /// Creates a rejection, cutting the found text if it is long.
    init(field: String, found: UnsafeRawBufferPointer, expected: String) {
        self.field = field
        self.expected = expected
        self.found = excerpt(String(decoding: found.prefix(200), as: UTF8.self))
    }

    /// The rejection in words.
    public var description: String {
        "\(field): expected \(expected), found \"\(found)\""
    }
}

/// A text cut to at most 60 characters, ending in an ellipsis if something was cut off.
func excerpt(_ text: some StringProtocol) -> String {
    let head = text.prefix(60)
    return head.endIndex == text.endIndex ? String(head) : head + "…"
}
