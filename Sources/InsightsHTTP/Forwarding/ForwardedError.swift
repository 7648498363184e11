/// A proxy header that cannot be read.
package struct ForwardedError: Error, Equatable, CustomStringConvertible {
    /// The name of the header.
    package let field: String
    /// What was found, at most `quotedLimit` characters of it.
    package let found: String
    /// What is expected.
    package let expected: String

    /// The greatest number of characters that a message quotes.
    package static let quotedLimit = 40

    init(_ field: String, found: some StringProtocol, expected: String) {
        self.field = field
        self.found = Self.quoted(found)
        self.expected = expected
    }

    /// Returns the start of a text for a message, without control characters.
    static func quoted(_ text: some StringProtocol) -> String {
        let shown = text.unicodeScalars.prefix(quotedLimit + 1).map { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: shown.prefix(quotedLimit))
        return String(result) + (shown.count > quotedLimit ? "..." : "")
    }

    package var description: String { "\(field): found '\(found)'; expected \(expected)" }
}
