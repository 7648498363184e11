/// The regular expressions of a schema, compiled once: compiling one takes longer than using it, and records repeat.
struct JSONSchemaExpressions: @unchecked Sendable {
    // An expression is never changed after it is compiled; the library only does not declare it Sendable.
    private var made: [String: Regex<AnyRegexOutput>] = [:]

    /// Compiles an expression; returns false if the pattern is invalid.
    mutating func add(_ pattern: String) -> Bool {
        if made[pattern] != nil { return true }
        guard let expression = try? Regex(pattern) else { return false }
        // Matches by code points like other validators, so CR LF counts as two.
        made[pattern] = expression.matchingSemantics(.unicodeScalar)
        return true
    }

    /// Returns whether a compiled expression matches anywhere in a text.
    func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = made[pattern] else { return false }
        return (try? expression.firstMatch(in: text)) != nil
    }
}
