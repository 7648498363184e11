/// A sentence with values in it: its words stand once, for the answer and for the pattern that describes the answer.
struct MessageText: ExpressibleByStringInterpolation, Sendable {
    fileprivate enum Part: Sendable {
        case words(String)
        case number(Int)
        case value(String)
    }

    private var parts: [Part]

    init(stringLiteral words: String) {
        parts = [.words(words)]
    }

    init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ words: String) {
            if !words.isEmpty { parts.append(.words(words)) }
        }

        /// A number, which differs from answer to answer.
        mutating func appendInterpolation(_ number: Int) { parts.append(.number(number)) }

        /// A text that differs from answer to answer.
        mutating func appendInterpolation(_ value: String) { parts.append(.value(value)) }

        /// A constant.
        mutating func appendInterpolation(words: String) { parts.append(.words(words)) }
    }

    static func + (first: MessageText, second: MessageText) -> MessageText {
        var sum = first
        sum.parts += second.parts
        return sum
    }

    /// The sentence.
    var text: String {
        parts.map { part in
            switch part {
            case .words(let text), .value(let text): text
            case .number(let number): String(number)
            }
        }.joined()
    }

    /// Whether every answer says the same.
    var isConstant: Bool {
        parts.allSatisfy { if case .words = $0 { true } else { false } }
    }

    /// The regular expression of all sentences with these words.
    var pattern: String {
        let body = parts.map { part in
            switch part {
            case .words(let text): Self.escaped(text)
            case .number: "[0-9]+"
            // Also over several lines, as a query's text may be repeated.
            case .value: "[\\s\\S]*"
            }
        }
        return "^\(body.joined())$"
    }

    private static func escaped(_ text: String) -> String {
        text.map { #"\.^$*+?()[]{}|"#.contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
