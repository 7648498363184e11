/// A sentence with values in it, defined once for the response and for the pattern that describes the response.
struct MessageText: ExpressibleByStringInterpolation, Sendable {
    fileprivate enum Part: Sendable {
        case text(String)
        case number(Int)
        case value(String)
    }

    private var parts: [Part]

    init(stringLiteral text: String) {
        parts = [.text(text)]
    }

    init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ text: String) {
            if !text.isEmpty { parts.append(.text(text)) }
        }

        /// Appends a number that varies between responses.
        mutating func appendInterpolation(_ number: Int) { parts.append(.number(number)) }

        /// Appends a text that varies between responses.
        mutating func appendInterpolation(_ value: String) { parts.append(.value(value)) }

        /// Appends a constant text.
        mutating func appendInterpolation(text: String) { parts.append(.text(text)) }
    }

    static func + (first: MessageText, second: MessageText) -> MessageText {
        var sum = first
        sum.parts += second.parts
        return sum
    }

    /// The sentence with its values.
    var text: String {
        parts.map { part in
            switch part {
            case .text(let text), .value(let text): text
            case .number(let number): String(number)
            }
        }.joined()
    }

    /// Whether the sentence has no values that vary.
    var isConstant: Bool {
        parts.allSatisfy { if case .text = $0 { true } else { false } }
    }

    /// The regular expression of all sentences with the same constant parts.
    var pattern: String {
        let body = parts.map { part in
            switch part {
            case .text(let text): Self.escaped(text)
            case .number: "[0-9]+"
            // A value may span several lines, for example the text of a query.
            case .value: "[\\s\\S]*"
            }
        }
        return "^\(body.joined())$"
    }

    private static func escaped(_ text: String) -> String {
        text.map { #"\.^$*+?()[]{}|"#.contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
