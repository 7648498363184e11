import InsightsAPI
import InsightsJSON

/// What may be shown of a body, for readers that take it for the body itself.
enum RedactedContent: Equatable {
    /// A text, with labels in place of secrets.
    case text(String, isRedacted: Bool)
    /// Bytes that are not UTF-8 text and contain no secret.
    case bytes
    /// Nothing, because it may contain a secret that cannot be recognized.
    case withheld
}

extension RedactionReader {
    /// Returns what may be shown of a body; a text without secrets is shown exactly as sent.
    func content(_ body: CapturedBody, route: Operation) -> RedactedContent {
        guard let original = String(validating: body.bytes, as: UTF8.self) ?? Self.cutText(body) else {
            return route == .token || hidesSecret(body.bytes) || isWide(body) ? .withheld : .bytes
        }
        if isWide(body) { return .withheld }
        if let value = try? JSONParser.parse(body.bytes) {
            let redacted = json(value)
            return redacted == value
                ? .text(original, isRedacted: false)
                : .text(String(decoding: JSONWriter.encode(redacted), as: UTF8.self), isRedacted: true)
        }
        // Neither JSON nor a complete form: secrets have no recognizable boundaries.
        guard route != .token || original.isEmpty || body.isWhole && original.contains("=") else { return .withheld }
        let redacted = any(original)
        return .text(redacted, isRedacted: redacted != original)
    }
}
