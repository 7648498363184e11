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

/// A text fit for a message: at most 60 scalars, then an ellipsis if something was cut off.
///
/// Control characters and line separators become escapes: the message stays on one line and works no terminal.
package func excerpt(_ text: some StringProtocol) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < 60 else { return result + "…" }
        if isInvisible(scalar) {
            result += scalar.escaped(asASCII: true)
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Whether a character would not be shown but obeyed.
func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
}
