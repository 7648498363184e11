/// A text quoted as one word of a shell.
package struct ShellWord: CustomStringConvertible {
    private let text: String

    /// Creates a word from an unquoted text.
    package init(_ text: String) {
        self.text = text
    }

    /// The text in single quotes, or unquoted if it has only characters that a shell does not interpret.
    package var description: String {
        let isPlain = text.utf8.allSatisfy { byte in
            byte > 0x2C && byte < 0x3B || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        return isPlain && !text.isEmpty ? text : quoted
    }

    /// The text in single quotes, always.
    var quoted: String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
