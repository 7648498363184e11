/// A mistake in what a person wrote: a file, a JSON body, a setting, an option of the command line.
///
/// All such errors read alike: `PLACE: found FOUND; expected EXPECTED; HINT`. Where a rule is broken rather than a value
/// wrong, a sentence stands for the middle: `PLACE: SENTENCE; HINT`. An empty place and a missing hint are left out.
///
///     settings.test-rows: found '0'; expected 1 to 10000
///     rules[0].routee: found an unknown key; expected name, route, fault; did you mean 'route'?
///     ISVOrder.csv:12: column 3 (OrderQuantity): found "ten"; expected a whole number
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Equatable {
        /// A value is not one of those that its place takes.
        case mismatch(found: String, expected: String)
        /// A rule is broken, in a sentence without its full stop.
        case rule(String)
    }

    /// Where the mistake is.
    public var place: Place
    /// What is wrong.
    public var problem: Problem
    /// What to do, such as `did you mean 'rules'?`.
    public var hint: String?

    /// Creates the error of a value.
    public init(_ place: Place, found: String, expected: String, hint: String? = nil) {
        self.place = place
        problem = .mismatch(found: found, expected: expected)
        self.hint = hint
    }

    /// Creates the error of a value at a field such as `rules[2].fault.status`.
    public init(place: String, found: String, expected: String, hint: String? = nil) {
        self.init(Place(field: place), found: found, expected: expected, hint: hint)
    }

    /// Creates the error of a broken rule.
    public init(_ place: Place, rule: String, hint: String? = nil) {
        self.place = place
        problem = .rule(rule)
        self.hint = hint
    }

    /// Creates the error of a broken rule at a field.
    public init(place: String, rule: String, hint: String? = nil) {
        self.init(Place(field: place), rule: rule, hint: hint)
    }

    /// The value that was found; for a broken rule its sentence.
    public var found: String {
        switch problem {
        case .mismatch(let found, _): found
        case .rule(let sentence): sentence
        }
    }

    /// What the place takes; empty for a broken rule.
    public var expected: String {
        if case .mismatch(_, let expected) = problem { expected } else { "" }
    }

    /// Returns the same error inside something else: `fault.status` becomes `rules[2].fault.status`.
    package func below(_ outer: String) -> InputError {
        var error = self
        let isWhole = place.field.isEmpty || place.field == JSONPlace.wholeText
        error.place.field = isWhole ? outer : "\(outer).\(place.field)"
        return error
    }

    /// The error in one printable line.
    public var description: String {
        let problem =
            switch problem {
            case .mismatch(let found, let expected): "found \(found); expected \(expected)"
            case .rule(let sentence): sentence
            }
        let place = place.description
        return PrintableText.line((place.isEmpty ? "" : place + ": ") + problem + (hint.map { "; \($0)" } ?? ""))
    }

    // MARK: Words

    /// Returns the hint `did you mean 'x'?`; nil if no known name is near.
    package static func suggestion(for name: String, among known: [String]) -> String? {
        nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
    }

    /// How many characters of a value an error repeats.
    private static let longestEcho = 100

    /// Returns a text in quotes, cut where it is long.
    package static func echo(_ text: String) -> String {
        text.count <= longestEcho ? "'\(text)'" : "'\(text.prefix(longestEcho))...' (\(text.count) characters)"
    }
}

extension JSONValue {
    /// The value as errors show it: texts in quotes, numbers and truth values as they are, the kind of all others.
    package var shown: String {
        switch self {
        case .string(let text): InputError.echo(text)
        case .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: kind
        }
    }
}
