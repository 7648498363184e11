import InsightsJSON

extension Matcher {
    /// The expectation in words, for messages.
    var description: String {
        switch self {
        case .exactly(let value): Self.shown(value)
        case .form(let form, _): form.description
        case .members(let members): "an object with " + members.map(\.key).joined(separator: ", ")
        case .elements(let matchers): "an array of \(matchers.count)"
        case .keys(let keys): "the keys " + keys.joined(separator: ", ")
        case .each(let matcher, let least): "an array of at least \(least), each \(matcher.description)"
        case .contains(let matcher): "an array with \(matcher.description)"
        case .length(let count): "\(Self.shown(count)) elements"
        case .atLeast(let count): "at least \(count) elements"
        case .atMost(let count): "at most \(count) elements"
        case .pattern(let pattern): "a text like /\(pattern.source)/"
        case .oneOf(let matchers): matchers.map(\.description).joined(separator: ", or ")
        case .all(let matchers): matchers.map(\.description).joined(separator: ", and ")
        case .not(let matcher): "not \(matcher.description)"
        case .range(let low, let high): "a number from \(low) to \(high)"
        case .near(let instant, let seconds): "an instant within \(seconds) seconds of \(instant)"
        case .sorted(let place, let descending):
            "elements that \(descending ? "fall" : "rise") by \(place.tokens.isEmpty ? "themselves" : place.description)"
        case .unique(let place):
            "elements that differ in \(place.tokens.isEmpty ? "themselves" : place.description)"
        case .separated: "a text of rows"
        case .rows: "the header and rows that the test query shows"
        case .token: "a JSON web token"
        case .json: "a text that is JSON"
        case .urlParts: "a URL"
        case .byProgram: "what the program shows"
        }
    }

    /// The greatest length of a value in messages, in code points: a character can have any number of marks.
    static let shownLength = 400

    /// Returns a value as messages show it: JSON, shortened to `shownLength`.
    static func shown(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        return shortened(String(decoding: JSONWriter.encode(value), as: UTF8.self))
    }

    /// Returns a server's text as messages show it: shortened to `shownLength`.
    static func shortened(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(shownLength)
        return shown.endIndex == text.endIndex ? text : String(shown) + "… (\(text.utf8.count) bytes)"
    }
}
