import InsightsHTTP

/// A change of a value that a name stands for: `${queryId|upper}`.
struct TextChange {
    /// The changes that contracts may name.
    enum Kind: String, CaseIterable {
        /// Capitals for letters.
        case upper
        /// Small letters for capitals.
        case lower
        /// The percent-encoded form, for addresses.
        case encoded
    }

    /// The name before the bar.
    let name: Substring
    private let kind: Kind

    /// Splits an expression; nil if it has no bar, or no change follows it.
    init?(of expression: Substring) {
        guard let bar = expression.lastIndex(of: "|"),
            let kind = Kind(rawValue: String(expression[expression.index(after: bar)...]))
        else { return nil }
        name = expression[..<bar]
        self.kind = kind
    }

    /// Returns the changed text.
    func applied(to text: String) -> String {
        switch kind {
        case .upper: text.uppercased()
        case .lower: text.lowercased()
        case .encoded: PercentEncoding.encode(text)
        }
    }
}
