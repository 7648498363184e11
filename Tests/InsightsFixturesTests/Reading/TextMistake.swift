import Testing

/// A mistake made in a text by a replacement, and how it is reported.
struct TextMistake: Sendable, CustomTestStringConvertible {
    let replaced: String
    let replacement: String
    let description: String
    var testDescription: String { "\(replaced) -> \(replacement)" }

    init(_ replaced: String, _ replacement: String, _ description: String) {
        self.replaced = replaced
        self.replacement = replacement
        self.description = description
    }
}
