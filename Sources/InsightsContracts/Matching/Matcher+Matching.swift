package import InsightsJSON
import InsightsTime

extension Matcher {
    /// Compares a value with the matcher; returns nil if it matches.
    ///
    /// Matching binds names to values. A value that does not match may leave some names bound.
    package func mismatch(
        of value: JSONValue?, at pointer: JSONPointer = JSONPointer(), _ bindings: inout Variables
    ) -> Mismatch? {
        if case .byProgram(let matchers) = self {
            return matchers[bindings.program]?.mismatch(of: value, at: pointer, &bindings)
        }
        if case .all(let matchers) = self {
            for matcher in matchers {
                if let mismatch = matcher.mismatch(of: value, at: pointer, &bindings) { return mismatch }
            }
            return nil
        }
        if case .oneOf(let matchers) = self { return alternatives(matchers, value, pointer, &bindings) }
        if case .not(let matcher) = self {
            var attempt = bindings
            guard matcher.mismatch(of: value, at: pointer, &attempt) == nil else { return nil }
            return Mismatch(pointer: pointer, expected: "not \(matcher.description)", actual: Self.shown(value))
        }
        guard let value else {
            if case .form(.absent, _) = self { return nil }
            return Mismatch(pointer: pointer, expected: description, actual: "nothing")
        }
        return mismatch(present: value, pointer, &bindings)
    }

    private func mismatch(present value: JSONValue, _ pointer: JSONPointer, _ bindings: inout Variables) -> Mismatch? {
        func failure(_ expected: String? = nil) -> Mismatch {
            Mismatch(pointer: pointer, expected: expected ?? description, actual: Self.shown(value))
        }
        switch self {
        case .exactly(let template):
            do throws(UnboundName) {
                let expected = try bindings.resolve(template)
                return Self.difference(expected, value, pointer)
            } catch {
                return failure(error.description)
            }
        case .form(let form, let name):
            guard form.accepts(value) else { return failure() }
            guard let name else { return nil }
            if let known = bindings[name] {
                return known.isSame(as: value) ? nil : failure("\(Self.shown(known)), as \(name) was before")
            }
            bindings[name] = value
            return nil
        case .members(let members):
            guard let object = value.object else { return failure() }
            for (key, matcher) in members {
                let place = pointer.appending(key)
                if let mismatch = matcher.mismatch(of: object.value(exactly: key), at: place, &bindings) {
                    return mismatch
                }
            }
            return nil
        case .elements(let matchers):
            guard let elements = value.array else { return failure() }
            for (index, matcher) in matchers.enumerated() {
                let element = elements.indices.contains(index) ? elements[index] : nil
                let place = pointer.appending(String(index))
                if let mismatch = matcher.mismatch(of: element, at: place, &bindings) { return mismatch }
            }
            guard elements.count == matchers.count else {
                return Mismatch(
                    pointer: pointer.appending(String(matchers.count)), expected: "no further element",
                    actual: Self.shown(elements[matchers.count]))
            }
            return nil
        case .keys(let keys):
            guard let object = value.object else { return failure() }
            return object.keys.elementsEqual(keys, by: { $0.hasSameCodePoints(as: $1) })
                ? nil
                : Mismatch(
                    pointer: pointer, expected: description, actual: Self.shortened(object.keys.joined(separator: ", "))
                )
        case .each(let matcher, let least):
            guard let elements = value.array else { return failure() }
            guard elements.count >= least else { return failure() }
            for (index, element) in elements.enumerated() {
                let place = pointer.appending(String(index))
                if let mismatch = matcher.mismatch(of: element, at: place, &bindings) { return mismatch }
            }
            return nil
        case .contains(let matcher):
            for element in value.array ?? [] {
                var attempt = bindings
                if matcher.mismatch(of: element, at: pointer, &attempt) == nil {
                    bindings = attempt
                    return nil
                }
            }
            return failure()
        default: return mismatch(measured: value, pointer, &bindings)
        }
    }

    /// Compares a value with the matchers that examine it as a whole.
    private func mismatch(measured value: JSONValue, _ pointer: JSONPointer, _ bindings: inout Variables) -> Mismatch? {
        let mismatch = Mismatch(pointer: pointer, expected: description, actual: Self.shown(value))
        switch self {
        case .length(let template):
            guard let count = Self.length(of: value), let wanted = try? bindings.resolve(template) else {
                return mismatch
            }
            return wanted == .integer(count)
                ? nil
                : Mismatch(pointer: pointer, expected: "\(Self.shown(wanted)) elements", actual: "\(count) of them")
        case .atLeast(let least): return Self.length(of: value).map { $0 >= least } == true ? nil : mismatch
        case .atMost(let most): return Self.length(of: value).map { $0 <= most } == true ? nil : mismatch
        case .pattern(let pattern): return value.string.map(pattern.matches) == true ? nil : mismatch
        case .range(let low, let high):
            guard case .number(let text) = value, let number = Double(text), low <= number, number <= high else {
                return mismatch
            }
            return nil
        case .near(let template, let seconds):
            guard let wanted = try? bindings.text(template), let instant = Timestamp(wanted),
                let found = value.string.flatMap({ Timestamp($0.hasSuffix("Z") ? $0 : $0 + "Z") }),
                abs(found.secondsSinceEpoch - instant.secondsSinceEpoch) <= seconds
            else { return mismatch }
            return nil
        case .sorted(let place, let descending):
            guard let elements = value.array, elements.count > 1 else { return mismatch }
            let values = elements.compactMap { place.exactValue(in: $0) }
            // Values that are missing or of different kinds have no order.
            guard values.count == elements.count, Set(values.filter { !$0.isNull }.map(\.kind)).count <= 1 else {
                return mismatch
            }
            for index in values.indices.dropFirst() {
                let (first, second) =
                    descending ? (values[index], values[index - 1]) : (values[index - 1], values[index])
                if Self.isBefore(second, first) {
                    return Mismatch(
                        pointer: pointer.appending(String(index)), expected: description,
                        actual: "\(Self.shown(values[index - 1])), then \(Self.shown(values[index]))")
                }
            }
            return nil
        case .unique(let place):
            guard let elements = value.array else { return mismatch }
            let texts = elements.map { JSONWriter.encode(place.exactValue(in: $0) ?? .null) }
            return Set(texts).count == texts.count ? nil : mismatch
        case .separated(let separator, let matcher):
            guard let text = value.string else { return mismatch }
            return matcher.mismatch(of: DelimitedText.rows(text, separator: separator), at: pointer, &bindings)
        case .rows(let template):
            guard let rows = (try? bindings.resolve(template))?.array else { return mismatch }
            return Self.difference(Self.cells(of: rows), value, pointer)
        case .token(let matcher):
            guard let token = value.string.flatMap(WebToken.read) else { return mismatch }
            return matcher.mismatch(of: token, at: pointer, &bindings)
        case .json(let matcher):
            guard let parsed = value.string.flatMap({ try? JSONParser.parse($0) }) else { return mismatch }
            return matcher.mismatch(of: parsed, at: pointer, &bindings)
        case .urlParts(let matcher):
            guard let parts = value.string.flatMap(URLParts.read) else { return mismatch }
            return matcher.mismatch(of: parts, at: pointer, &bindings)
        default: preconditionFailure("looked at by mismatch(present:)")
        }
    }

    private func alternatives(
        _ matchers: [Matcher], _ value: JSONValue?, _ pointer: JSONPointer, _ bindings: inout Variables
    ) -> Mismatch? {
        for matcher in matchers {
            var attempt = bindings
            if matcher.mismatch(of: value, at: pointer, &attempt) == nil {
                bindings = attempt
                return nil
            }
        }
        return Mismatch(pointer: pointer, expected: description, actual: Self.shown(value))
    }

    // MARK: Comparing

    /// Returns rows of a test query as the cells of a file: first the columns, then texts; null is an empty cell.
    private static func cells(of rows: [JSONValue]) -> JSONValue {
        let lines = rows.map { row in
            JSONValue.array(
                (row.object?.members ?? []).map { member in
                    switch member.value {
                    case .string(let text), .number(let text): .string(text)
                    case .bool(let flag): .string(flag ? "true" : "false")
                    case .null, .array, .object: .string("")
                    }
                })
        }
        return .array([.array((rows.first?.object?.keys ?? []).map(JSONValue.string))] + lines)
    }

    /// Returns the first difference between two values; the order of members is ignored.
    private static func difference(_ expected: JSONValue, _ actual: JSONValue, _ pointer: JSONPointer) -> Mismatch? {
        switch (expected, actual) {
        case (.object(let left), .object(let right)):
            for member in left.members {
                let place = pointer.appending(member.key)
                guard let value = right.value(exactly: member.key) else {
                    return Mismatch(pointer: place, expected: shown(member.value), actual: "nothing")
                }
                if let mismatch = difference(member.value, value, place) { return mismatch }
            }
            if let extra = right.members.first(where: { left.value(exactly: $0.key) == nil }) {
                return Mismatch(
                    pointer: pointer.appending(extra.key), expected: "nothing", actual: shown(extra.value))
            }
            return nil
        case (.array(let left), .array(let right)):
            for (index, element) in left.enumerated() {
                let place = pointer.appending(String(index))
                guard right.indices.contains(index) else {
                    return Mismatch(pointer: place, expected: shown(element), actual: "nothing")
                }
                if let mismatch = difference(element, right[index], place) { return mismatch }
            }
            guard right.count == left.count else {
                return Mismatch(
                    pointer: pointer.appending(String(left.count)), expected: "no further element",
                    actual: shown(right[left.count]))
            }
            return nil
        default:
            return expected.isSame(as: actual)
                ? nil
                : Mismatch(
                    pointer: pointer, expected: shown(expected) + (expected == actual ? ", by code points" : ""),
                    actual: shown(actual))
        }
    }

    private static func length(of value: JSONValue) -> Int? {
        value.array?.count ?? value.string?.unicodeScalars.count
    }

    /// Returns whether a value sorts before another: numbers by size, texts regardless of letter case.
    ///
    /// Null has no order and is allowed anywhere.
    private static func isBefore(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): (Double(left) ?? 0) < (Double(right) ?? 0)
        case (.string(let left), .string(let right)): left.lowercased() < right.lowercased()
        default: false
        }
    }
}
