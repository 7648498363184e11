import InsightsJSON

extension Matcher {
    /// The expectation in words, for messages.
    var words: String {
        switch self {
        case .exactly(let value): Self.shown(value)
        case .form(let form, _): form.words
        case .members(let members): "an object with " + members.map(\.key).joined(separator: ", ")
        case .elements(let matchers): "an array of \(matchers.count)"
        case .keys(let keys): "the keys " + keys.joined(separator: ", ")
        case .each(let matcher, let least): "an array of at least \(least), each \(matcher.words)"
        case .contains(let matcher): "an array with \(matcher.words)"
        case .length(let count): "\(Self.shown(count)) elements"
        case .atLeast(let count): "at least \(count) elements"
        case .atMost(let count): "at most \(count) elements"
        case .pattern(let pattern): "a text like /\(pattern.source)/"
        case .oneOf(let matchers): matchers.map(\.words).joined(separator: ", or ")
        case .all(let matchers): matchers.map(\.words).joined(separator: ", and ")
        case .not(let matcher): "not \(matcher.words)"
        case .range(let low, let high): "a number from \(low) to \(high)"
        case .near(let instant, let seconds): "an instant within \(seconds) seconds of \(instant)"
        case .sorted(let place, let descending):
            "elements that \(descending ? "fall" : "rise") by \(place.tokens.isEmpty ? "themselves" : place.description)"
        case .unique(let place):
            "elements that differ in \(place.tokens.isEmpty ? "themselves" : place.description)"
        case .separated: "a text of rows"
        case .token: "a JSON web token"
        case .json: "a text that is JSON"
        case .byProgram: "what the program shows"
        }
    }

    /// The greatest length of a value in messages, in characters.
    static let shownLength = 400

    /// Returns a value as messages show it: JSON, shortened to `shownLength`.
    static func shown(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        let text = String(decoding: JSONWriter.encode(value), as: UTF8.self)
        return text.count > shownLength ? text.prefix(shownLength) + "… (\(text.utf8.count) bytes)" : text
    }
}
