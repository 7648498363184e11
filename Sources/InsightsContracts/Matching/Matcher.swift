public import InsightsAPI
public import InsightsJSON

/// What a value in an answer must be like.
public indirect enum Matcher: Sendable {
    /// The same value; `${...}` in texts is filled in.
    case exactly(JSONValue)
    /// A form, and the name its value gets.
    case form(ValueFormat, name: String?)
    /// These members, each as its matcher says; others may stand beside them.
    case members([(key: String, matcher: Matcher)])
    /// Exactly these elements in this order.
    case elements([Matcher])
    /// Exactly these keys in this order.
    case keys([String])
    /// Every element, and at least so many of them.
    case each(Matcher, atLeast: Int)
    /// At least one element.
    case contains(Matcher)
    /// An array or text of a length, a template that becomes a whole number.
    case length(JSONValue)
    /// An array or text at least so long.
    case atLeast(Int)
    /// An array or text at most so long.
    case atMost(Int)
    /// A text that a regular expression matches as a whole.
    case pattern(TextPattern)
    /// One of several.
    case oneOf([Matcher])
    /// All of several.
    case all([Matcher])
    /// Anything but this.
    case not(Matcher)
    /// A number within bounds, both included.
    case range(Double, Double)
    /// An instant at most so many seconds away from another.
    case near(String, seconds: Int)
    /// The values at a place of every element rise or fall, equals allowed.
    case sorted(by: JSONPointer, descending: Bool)
    /// No two elements have the same value at a place.
    case unique(by: JSONPointer)
    /// A text with comma-separated values (RFC 4180), read as an array of arrays of strings, the header included.
    case separated(by: UInt8, Matcher)
    /// A JSON web token (RFC 7519), read as an object of its `header` and `claims`.
    case token(Matcher)
    /// A text that is JSON.
    case json(Matcher)
    /// Another matcher for each program.
    case byProgram([PartnerProgram: Matcher])
}

/// The first place at which a value is not what it must be.
public struct Mismatch: Sendable, Equatable, CustomStringConvertible {
    /// Where.
    public let pointer: JSONPointer
    /// What must stand there.
    public let expected: String
    /// What stands there.
    public let actual: String

    /// All in one line.
    public var description: String {
        (pointer.tokens.isEmpty ? "" : "\(pointer): ") + "expected \(expected), found \(actual)"
    }
}

/// A regular expression with the text it was made from.
public struct TextPattern: @unchecked Sendable {
    /// The expression as the contract has it.
    public let source: String
    // A compiled expression is never changed; the library only does not say so.
    private let expression: Regex<AnyRegexOutput>

    /// Compiles an expression; nil if it is none.
    public init?(_ source: String) {
        guard let expression = try? Regex(source) else { return nil }
        self.source = source
        self.expression = expression
    }

    /// Whether it matches a text as a whole.
    public func matches(_ text: String) -> Bool {
        (try? expression.wholeMatch(in: text)) ?? nil != nil
    }
}
