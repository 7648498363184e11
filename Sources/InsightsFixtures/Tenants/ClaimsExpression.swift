package import InsightsJSON

/// A condition on the claims of another issuer's token, such as `claims['sub'] matches 'repo:me/reports:*'`.
///
/// Comparisons are joined by `and`. `eq` compares a text exactly; in `matches`, `*` stands for any characters and `?` for
/// one.
package struct ClaimsExpression: Sendable, Equatable {
    private struct Comparison: Sendable, Equatable {
        let claim: String
        let pattern: String
        let hasWildcards: Bool
    }

    /// The expression as written.
    package let text: String
    private let comparisons: [Comparison]

    /// The form of an expression, for messages.
    package static let form = "claims['NAME'] matches 'PATTERN' or claims['NAME'] eq 'TEXT', joined by 'and'"

    /// Parses an expression; nil for another text.
    package init?(_ text: String) {
        var rest = text[...]
        var comparisons: [Comparison] = []
        repeat {
            guard Self.take("claims[", from: &rest), let claim = Self.quoted(&rest), Self.take("]", from: &rest),
                let word = ["matches", "eq"].first(where: { Self.take($0, from: &rest) }),
                let pattern = Self.quoted(&rest)
            else { return nil }
            comparisons.append(Comparison(claim: claim, pattern: pattern, hasWildcards: word == "matches"))
        } while Self.take("and", from: &rest)
        guard rest.allSatisfy({ $0 == " " }) else { return nil }
        self.text = text
        self.comparisons = comparisons
    }

    /// Returns whether a token's claims meet every comparison.
    package func matches(_ claims: JSONObject) -> Bool {
        comparisons.allSatisfy { comparison in
            guard let value = claims[comparison.claim]?.string else { return false }
            return comparison.hasWildcards
                ? Self.matches(Array(value.unicodeScalars), Array(comparison.pattern.unicodeScalars))
                : value == comparison.pattern
        }
    }

    // MARK: Reading

    /// Takes a word away from the beginning of a text, after blanks; returns whether it was there.
    private static func take(_ word: String, from rest: inout Substring) -> Bool {
        let start = rest.drop { $0 == " " }
        guard start.hasPrefix(word) else { return false }
        rest = start.dropFirst(word.count)
        return true
    }

    /// Takes a text in single quotes away; nil if there is none, or it is empty.
    private static func quoted(_ rest: inout Substring) -> String? {
        guard take("'", from: &rest), let end = rest.firstIndex(of: "'"), end > rest.startIndex else { return nil }
        defer { rest = rest[rest.index(after: end)...] }
        return String(rest[..<end])
    }

    /// Returns whether a text is like a pattern: after a star fails, the one before takes one character more.
    private static func matches(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
        var (place, index) = (0, 0)
        var star: (index: Int, place: Int)?
        while place < text.count {
            if index < pattern.count, pattern[index] == "*" {
                star = (index, place)
                index += 1
            } else if index < pattern.count, pattern[index] == "?" || pattern[index] == text[place] {
                index += 1
                place += 1
            } else if let last = star {
                star = (last.index, last.place + 1)
                (index, place) = (last.index + 1, last.place + 1)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
