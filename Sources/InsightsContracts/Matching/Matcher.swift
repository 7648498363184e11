package import InsightsAPI
public import InsightsJSON

/// A condition on a value in a response.
package indirect enum Matcher: Sendable {
    /// The same value, after `${...}` in texts is replaced.
    case exactly(JSONValue)
    /// A value of a format, bound to a name if one is given.
    case form(ValueFormat, name: String?)
    /// An object with these members, each matching its matcher; further members are allowed.
    case members([(key: String, matcher: Matcher)])
    /// Exactly these elements, in this order.
    case elements([Matcher])
    /// Exactly these keys, in this order.
    case keys([String])
    /// An array of at least the given number of elements, each of which matches.
    case each(Matcher, atLeast: Int)
    /// An array with at least one element that matches.
    case contains(Matcher)
    /// An array or text of a given length: a template that resolves to a whole number.
    case length(JSONValue)
    /// An array or text of at least this length.
    case atLeast(Int)
    /// An array or text of at most this length.
    case atMost(Int)
    /// A text that the regular expression matches as a whole.
    case pattern(TextPattern)
    /// A value that matches at least one of several matchers.
    case oneOf([Matcher])
    /// A value that matches all of several matchers.
    case all([Matcher])
    /// A value that does not match.
    case not(Matcher)
    /// A number within bounds, both included.
    case range(Double, Double)
    /// An instant at most the given number of seconds away from another, which is a template.
    case near(String, seconds: Int)
    /// An array whose elements rise or fall by the value at a place; equal values are allowed.
    case sorted(by: JSONPointer, descending: Bool)
    /// An array in which no two elements have the same value at a place.
    case unique(by: JSONPointer)
    /// A text of delimited values (RFC 4180), matched as an array of arrays of strings, header included.
    case separated(by: UInt8, Matcher)
    /// The header and rows of a file, as a test query shows them: a template that resolves to an array of objects.
    case rows(JSONValue)
    /// A JSON web token (RFC 7519), matched as an object of its `header` and `claims`.
    case token(Matcher)
    /// A text that is JSON, matched after parsing.
    case json(Matcher)
    /// A URL, matched as an object of its `address` and the parameters of its `query` and `fragment`.
    case urlParts(Matcher)
    /// A separate matcher for each program.
    case byProgram([PartnerProgram: Matcher])
}

/// The first place at which a value does not match.
public struct Mismatch: Sendable, Equatable, CustomStringConvertible {
    /// The place of the value, relative to the value that was compared.
    public let pointer: JSONPointer
    /// The expectation in words.
    public let expected: String
    /// The value found there, as messages show it.
    public let actual: String

    /// The mismatch in one line.
    public var description: String {
        (pointer.tokens.isEmpty ? "" : "\(Matcher.shortened(pointer.description)): ")
            + "expected \(expected), found \(actual)"
    }
}

/// A regular expression and its source text.
package struct TextPattern: @unchecked Sendable {
    /// The expression as the contract writes it.
    package let source: String
    // A compiled expression is immutable, but `Regex` is not declared `Sendable`.
    private let expression: Regex<AnyRegexOutput>

    /// Compiles an expression; returns nil if its syntax is invalid.
    package init?(_ source: String) {
        guard let expression = try? Regex(source) else { return nil }
        self.source = source
        // By code points: otherwise a pattern also matches texts that are only canonically equivalent.
        self.expression = expression.matchingSemantics(.unicodeScalar)
    }

    /// Returns whether the expression matches a text as a whole.
    package func matches(_ text: String) -> Bool {
        (try? expression.wholeMatch(in: text)) ?? nil != nil
    }
}
