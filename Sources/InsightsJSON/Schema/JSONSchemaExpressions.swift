/// The regular expressions of a schema, made once: records repeat, and making one takes longer than using it.
struct JSONSchemaExpressions: @unchecked Sendable {
    // An expression is never changed once it is made; the library only does not say so.
    private var made: [String: Regex<AnyRegexOutput>] = [:]

    /// Makes an expression; false if the text is none.
    mutating func add(_ pattern: String) -> Bool {
        if made[pattern] != nil { return true }
        guard let expression = try? Regex(pattern) else { return false }
        // As other validators count: by code points, so that CR LF are two of them.
        made[pattern] = expression.matchingSemantics(.unicodeScalar)
        return true
    }

    /// Whether an expression that was added is found in a text.
    func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = made[pattern] else { return false }
        return (try? expression.firstMatch(in: text)) != nil
    }
}
