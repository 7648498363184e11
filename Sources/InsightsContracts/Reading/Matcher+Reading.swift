import InsightsAPI
package import InsightsJSON

extension Matcher {
    /// Parses a matcher.
    ///
    /// A text that begins with `$` is a format such as `$uuid` or `$uuid:queryId`. In an object, keys that begin with
    /// `$` are conditions, which must all hold, and the other keys are members. Every other value matches itself,
    /// except that objects may have further members.
    ///
    /// - Throws: `InputError` with the place.
    package init(_ value: JSONValue, at place: JSONPointer) throws(InputError) {
        try self.init(value, at: .pointer(place))
    }

    init(_ value: JSONValue, at place: JSONPlace) throws(InputError) {
        switch value {
        case .string(let text) where text.hasPrefix("$") && !text.hasPrefix("${"): self = try Self.form(text, place)
        case .null, .bool, .number, .string: self = .exactly(value)
        case .array(let elements):
            var matchers: [Matcher] = []
            for (index, element) in elements.enumerated() {
                matchers.append(try Matcher(element, at: place.element(index)))
            }
            self = .elements(matchers)
        case .object(let object): self = try Self.object(object, place)
        }
    }

    private static func form(_ text: String, _ place: JSONPlace) throws(InputError) -> Matcher {
        let parts = text.dropFirst().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let form = parts.first.flatMap({ ValueFormat(rawValue: String($0)) }) else {
            throw InputError(
                place.inputPlace, found: "'\(text)'",
                expected: ValueFormat.allCases.map { "$" + $0.rawValue }.joined(separator: ", ")
                    + ", with :name to name the value; {\"$exactly\": ...} for a text that begins with $")
        }
        guard parts.count == 2 else { return .form(form, name: nil) }
        guard !parts[1].isEmpty, form != .absent else {
            throw InputError(place.inputPlace, found: "'\(text)'", expected: "a name after the colon")
        }
        return .form(form, name: String(parts[1]))
    }

    private static func object(_ object: JSONObject, _ place: JSONPlace) throws(InputError) -> Matcher {
        var matchers: [Matcher] = []
        var members: [(key: String, matcher: Matcher)] = []
        for member in object.members {
            let inner = place.member(member.key)
            if member.key.hasPrefix("$") {
                matchers.append(try condition(member, object, inner))
            } else {
                members.append((member.key, try Matcher(member.value, at: inner)))
            }
        }
        // `$atLeast` beside `$each` is the minimum number of elements, which `$each` has already read.
        if object["$each"] != nil { matchers.removeAll { if case .atLeast = $0 { true } else { false } } }
        if !members.isEmpty || matchers.isEmpty { matchers.append(.members(members)) }
        return matchers.count == 1 ? matchers[0] : .all(matchers)
    }

    private static func condition(
        _ member: JSONObject.Member, _ object: JSONObject, _ place: JSONPlace
    ) throws(InputError) -> Matcher {
        func mismatch(_ expected: String) -> InputError {
            InputError(place.inputPlace, found: member.value.shown, expected: expected)
        }
        func count() throws(InputError) -> Int {
            guard let count = member.value.integer, count >= 0 else { throw mismatch("a whole number from 0") }
            return count
        }
        func pointer() throws(InputError) -> JSONPointer {
            guard let pointer = member.value.string.flatMap(JSONPointer.init(parsing:)) else {
                throw mismatch("a JSON pointer into each element")
            }
            return pointer
        }
        switch member.key {
        case "$exactly": return .exactly(member.value)
        case "$keys":
            guard let keys = member.value.array, keys.allSatisfy({ $0.string != nil }) else {
                throw mismatch("an array of strings")
            }
            return .keys(keys.compactMap(\.string))
        case "$each":
            return .each(try Matcher(member.value, at: place), atLeast: object["$atLeast"]?.integer ?? 1)
        case "$contains": return .contains(try Matcher(member.value, at: place))
        case "$length":
            guard member.value.integer != nil || member.value.string != nil else {
                throw mismatch("a whole number, or a template that becomes one")
            }
            return .length(member.value)
        case "$atLeast": return .atLeast(try count())
        case "$atMost": return .atMost(try count())
        case "$pattern":
            guard let pattern = member.value.string.flatMap({ TextPattern($0) }) else {
                throw mismatch("a regular expression")
            }
            return .pattern(pattern)
        case "$oneOf": return .oneOf(try list(member.value, place))
        case "$all": return .all(try list(member.value, place))
        case "$not": return .not(try Matcher(member.value, at: place))
        case "$range":
            guard let bounds = member.value.array, bounds.count == 2, case .number(let low) = bounds[0],
                case .number(let high) = bounds[1], let low = Double(low), let high = Double(high)
            else { throw mismatch("an array of two numbers") }
            return .range(low, high)
        case "$near":
            let reader = try StrictJSONReader(member.value, at: place, keys: ["time", "seconds"])
            return .near(
                try reader.requiredString("time"), seconds: try reader.integer("seconds", in: 0...86_400) ?? 0)
        case "$rising": return .sorted(by: try pointer(), descending: false)
        case "$falling": return .sorted(by: try pointer(), descending: true)
        case "$unique": return .unique(by: try pointer())
        case "$csv": return .separated(by: UInt8(ascii: ","), try Matcher(member.value, at: place))
        case "$tsv": return .separated(by: UInt8(ascii: "\t"), try Matcher(member.value, at: place))
        case "$rows":
            guard member.value.string != nil || member.value.array != nil else {
                throw mismatch("a template that becomes the rows of a test query")
            }
            return .rows(member.value)
        case "$token": return .token(try Matcher(member.value, at: place))
        case "$json": return .json(try Matcher(member.value, at: place))
        case "$urlParts": return .urlParts(try urlParts(member.value, place))
        case "$program":
            var matchers: [PartnerProgram: Matcher] = [:]
            let reader = try StrictJSONReader(member.value, at: place, keys: PartnerProgram.allCases.map(\.rawValue))
            for member in reader.object.members {
                guard let program = PartnerProgram(rawValue: member.key) else { continue }
                matchers[program] = try Matcher(member.value, at: place.member(member.key))
            }
            guard matchers.count == PartnerProgram.allCases.count else {
                throw mismatch("a matcher for cmp and one for mpn")
            }
            return .byProgram(matchers)
        default:
            throw InputError(
                place.inputPlace, found: "the condition '\(member.key)'",
                expected: conditions.joined(separator: ", "))
        }
    }

    private static let conditions = [
        "$exactly", "$keys", "$each", "$contains", "$length", "$atLeast", "$atMost", "$pattern", "$oneOf", "$all",
        "$not", "$range", "$near", "$rising", "$falling", "$unique", "$csv", "$tsv", "$rows", "$token", "$json",
        "$urlParts",
        "$program",
    ]

    /// Reads the parts of a URL, of which there are no others.
    private static func urlParts(_ value: JSONValue, _ place: JSONPlace) throws(InputError) -> Matcher {
        let reader = try StrictJSONReader(value, at: place, keys: URLParts.keys)
        guard !reader.object.members.isEmpty else {
            throw InputError(
                place.inputPlace, found: value.shown,
                expected: "an object with " + URLParts.keys.joined(separator: ", "))
        }
        return try Matcher(value, at: place)
    }

    private static func list(_ value: JSONValue, _ place: JSONPlace) throws(InputError) -> [Matcher] {
        guard let elements = value.array, !elements.isEmpty else {
            throw InputError(place.inputPlace, found: value.shown, expected: "an array of matchers")
        }
        var matchers: [Matcher] = []
        for (index, element) in elements.enumerated() {
            matchers.append(try Matcher(element, at: place.element(index)))
        }
        return matchers
    }
}
