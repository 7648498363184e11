/// A text as a shell takes it for one word.
package struct ShellWord: CustomStringConvertible {
    private let text: String

    /// Creates a word.
    package init(_ text: String) {
        self.text = text
    }

    /// The text in quotes, unless it is plain.
    package var description: String {
        let isPlain = text.utf8.allSatisfy { byte in
            byte > 0x2C && byte < 0x3B || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        return isPlain && !text.isEmpty ? text : quoted
    }

    /// The text in quotes.
    var quoted: String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
