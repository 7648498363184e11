/// Texts of others as they may be printed: of servers, files, clients and command lines.
///
/// A control character could change what a terminal shows, a bidirectional one what a person reads. A line that looks
/// like a workflow command would be obeyed by the runner of a continuous integration job.
package enum PrintableText {
    /// Returns a text as one line: tabs and line ends become spaces, other characters that act take the form `\u{9B}`.
    package static func line(_ text: some StringProtocol) -> String {
        written(text, keepsLines: false, keepsStyles: false) { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }
    }

    /// Returns a text with its lines, each as `line` writes it, but with tabs.
    ///
    /// `keepsStyles` leaves the colours and weights that the tool itself writes for terminals.
    package static func lines(_ text: some StringProtocol, keepsStyles: Bool = false) -> String {
        written(text, keepsLines: true, keepsStyles: keepsStyles) {
            "\\u{\(String($0.value, radix: 16, uppercase: true))}"
        }
    }

    /// Returns a JSON text that means the same, with characters that act as escapes of JSON.
    package static func json(_ text: some StringProtocol) -> String {
        written(text, keepsLines: true, keepsStyles: false) { scalar in
            scalar.utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }

    /// Returns whether a character acts on the output instead of being shown.
    package static func isActing(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value < 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        // Two format characters only join or separate letters.
        case .format: return scalar.value != 0x200C && scalar.value != 0x200D
        default: return false
        }
    }

    private static func written(
        _ text: some StringProtocol, keepsLines: Bool, keepsStyles: Bool, escape: (Unicode.Scalar) -> String
    ) -> String {
        guard needsWork(text, keepsLines: keepsLines) else { return String(text) }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var isAtStart = true
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            defer { index += 1 }
            switch scalar {
            case "\n" where keepsLines:
                result.append(scalar)
                isAtStart = true
                continue
            case "\t" where keepsLines: result.append(scalar)
            case "\t", "\n", "\r": result.append(" ")
            case "\u{1B}" where keepsStyles:
                guard let length = styleLength(scalars[index...]) else { fallthrough }
                result.append(contentsOf: scalars[index..<index + length])
                index += length - 1
                continue
            case _ where isActing(scalar) || isAtStart && isCommand(scalars[index...]) || isMark(scalars[index...]):
                result.append(contentsOf: escape(scalar).unicodeScalars)
            default: result.append(scalar)
            }
            if ![" ", "\t", "\n", "\r"].contains(scalar) { isAtStart = false }
        }
        return String(result)
    }

    private static func needsWork(_ text: some StringProtocol, keepsLines: Bool) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte >= 0x7F || byte < 0x20 && !(keepsLines && byte == 0x0A) { return true }
            if byte == previous, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return true }
            previous = byte
        }
        return false
    }

    /// Returns whether a line begins with `::`, as commands of GitHub do.
    private static func isCommand(_ rest: ArraySlice<Unicode.Scalar>) -> Bool { rest.starts(with: "::".unicodeScalars) }

    /// Returns whether a text is `##[`, or has letters before the bracket, as commands of runners have anywhere.
    private static func isMark(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        guard rest.starts(with: "##".unicodeScalars) else { return false }
        return rest.dropFirst(2).drop { $0.properties.isAlphabetic }.first == "["
    }

    /// Returns the length of one of the tool's own styles; nil for any other sequence.
    private static func styleLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int? {
        guard rest.dropFirst().first == "[" else { return nil }
        let digits = rest.dropFirst(2).prefix { ("0"..."9").contains($0) }
        guard digits.count <= 2, rest.dropFirst(2 + digits.count).first == "m" else { return nil }
        return digits.count + 3
    }
}
