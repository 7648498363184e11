import InsightsJSON

/// The error for a cell that does not fit the column it was appended to.
package struct CellRejection: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the field.
    package let field: String
    /// The text found, cut to a readable length.
    package let found: String
    /// A description of the accepted values, such as "a date yyyy-MM-dd".
    package let expected: String

    /// Creates a rejection; a long text is cut.
    init(field: String, found: UnsafeRawBufferPointer, expected: String) {
        self.field = field
        self.expected = expected
        self.found = excerpt(String(decoding: found.prefix(200), as: UTF8.self))
    }

    /// The message: the field, what was expected and what was found.
    package var description: String {
        "\(field): expected \(expected), found \"\(found)\""
    }
}

/// Returns a text for use in a message: at most 60 scalars, followed by an ellipsis if it was cut.
///
/// Control characters and line separators are escaped, so the message stays on one line and cannot control a terminal.
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

/// Returns whether a character acts on the output instead of being shown.
func isInvisible(_ scalar: Unicode.Scalar) -> Bool { PrintableText.isActing(scalar) }
