import InsightsJSON
import InsightsTime

/// A change of one value.
struct ValueChange: Sendable {
    /// The short name, which is part of the mutant's.
    let name: String
    /// What is wrong afterwards, after the name of the value.
    let fault: String
    /// Returns the changed value; nil if the change does not apply.
    let apply: @Sendable (JSONValue) -> JSONValue?

    init(_ name: String, _ fault: String, _ apply: @escaping @Sendable (JSONValue) -> JSONValue?) {
        self.name = name
        self.fault = fault
        self.apply = apply
    }

    /// Creates a change of texts; nil or the same text is none.
    init(_ name: String, _ fault: String, text change: @escaping @Sendable (String) -> String?) {
        self.init(name, fault) { value in
            guard let text = value.string, let changed = change(text), !changed.utf8.elementsEqual(text.utf8) else {
                return nil
            }
            return .string(changed)
        }
    }

    /// Every change, in the order of reports.
    static let all: [ValueChange] = kinds + values + texts + instants

    /// Changes of the kind of a value.
    static let kinds: [ValueChange] = [
        Self("null", "is null") { $0.isNull ? nil : .null },
        Self("filled", "is a text instead of null") { $0.isNull ? .string("none") : nil },
        Self("blank-for-null", "is an empty text instead of null") { $0.isNull ? .string("") : nil },
        Self("kind", "has another kind") { value in
            switch value {
            case .number(let text): .string(text)
            case .bool(let flag): .string(flag ? "true" : "false")
            case .string(let text): Int(text).map(JSONValue.integer) ?? .array([value])
            case .array(let elements): elements.first ?? .null
            case .object(let object): .string(String(decoding: JSONWriter.encode(.object(object)), as: UTF8.self))
            case .null: nil
            }
        },
        Self("fraction", "is a whole number with a fraction") { value in
            value.integer.map { .number("\($0).0") }
        },
    ]

    /// Changes to another value of the same kind.
    static let values: [ValueChange] = [
        Self("value", "has another value", otherValue),
        Self("empty", "is empty") { value in
            switch value {
            case .string(""), .null, .object: nil
            case .string: .string("")
            case .number(let text): text == "0" ? nil : .integer(0)
            case .bool: nil
            case .array(let elements): elements.isEmpty ? nil : .array([])
            }
        },
        Self("shorter", "lacks its end") { value in
            if let elements = value.array { return elements.isEmpty ? nil : .array(elements.dropLast()) }
            return value.string.flatMap { $0.isEmpty ? nil : .string(String($0.dropLast())) }
        },
        Self("longer", "has more at its end") { value in
            if let elements = value.array, let last = elements.last { return .array(elements + [last]) }
            return value.string.map { .string($0 + "x") }
        },
        Self("first-dropped", "lacks its first element") { value in
            value.array.flatMap { $0.isEmpty ? nil : .array(Array($0.dropFirst())) }
        },
        Self("reversed", "is in the opposite order") { value in
            value.array.flatMap { $0.count > 1 ? .array($0.reversed()) : nil }
        },
        Self("element", "has another element") { value in
            guard var elements = value.array, !elements.isEmpty, let other = otherValue(elements[elements.count / 2])
            else { return nil }
            elements[elements.count / 2] = other
            return .array(elements)
        },
        Self("greater", "is ten times as great") { value in
            value.integer.flatMap { $0 == 0 ? nil : .integer($0 * 10) }
        },
        Self("less", "is one less") { $0.integer.map { .integer($0 - 1) } },
    ]

    /// Changes of the spelling of texts.
    static let texts: [ValueChange] = [
        Self("upper", "is in upper case", text: { $0.uppercased() }),
        Self("lower", "is in lower case", text: { $0.lowercased() }),
        Self("blank-before", "begins with a blank", text: { $0.isEmpty ? nil : " " + $0 }),
        Self("blank-after", "ends with a blank", text: { $0.isEmpty ? nil : $0 + " " }),
        Self("decomposed", "is in decomposed form", text: Composition.decomposed),
        Self("ascii", "has question marks for what is not ASCII") { text in
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
        },
        Self("entities", "has character references of HTML") { text in
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                .replacing("'", with: "&#39;").replacing("\"", with: "&quot;")
        },
        Self("one-blank", "has single blanks for runs of blanks") { text in
            text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        },
        Self("cut", "is cut after 20 characters", text: { $0.count > 20 ? String($0.prefix(20)) : nil }),
    ]

    /// Changes of instants.
    static let instants: [ValueChange] = [
        Self("second-later", "is a second later", text: { shifted($0, by: 1) }),
        Self("hour-earlier", "is an hour earlier", text: { shifted($0, by: -3600) }),
        Self("day-later", "is a day later", text: { shifted($0, by: 86_400) }),
        Self("zone", "lacks its Z, or has one where there is none") { text in
            guard instant(text) != nil else { return nil }
            return text.hasSuffix("Z") ? String(text.dropLast()) : text + "Z"
        },
        Self("milliseconds", "has milliseconds") { text in
            guard instant(text) != nil else { return nil }
            return text.hasSuffix("Z") ? text.dropLast() + ".000Z" : text + ".000"
        },
        Self("offset", "has an offset for Z") { text in
            instant(text) != nil && text.hasSuffix("Z") ? text.dropLast() + "+00:00" : nil
        },
        Self("day", "is only a day", text: { instant($0) == nil ? nil : String($0.prefix(10)) }),
    ]

    /// Returns another value of the same kind, as near as there is one.
    @Sendable private static func otherValue(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null, .object: nil
        case .bool(let flag): .bool(!flag)
        case .number(let text): Int(text).map { .integer($0 + 1) } ?? Double(text).map { .number("\($0 + 1)") }
        case .string(let text): otherText(text).map(JSONValue.string)
        case .array(let elements): elements.isEmpty ? nil : .array(elements.dropLast() + [.string("Other")])
        }
    }

    /// Returns a text that differs in its last letter or digit, so that identifiers keep their form.
    static func otherText(_ text: String) -> String? {
        guard let index = text.lastIndex(where: { $0.isLetter || $0.isNumber }) else {
            return text.isEmpty ? nil : text + "x"
        }
        let other: Character = text[index] == "0" ? "1" : text[index].isNumber ? "0" : text[index] == "a" ? "b" : "a"
        return text[..<index] + String(other) + text[text.index(after: index)...]
    }

    /// Returns the instant that a text is, with or without `Z`; nil for any other text.
    static func instant(_ text: String) -> Timestamp? {
        guard text.utf8.count == 19 || text.utf8.count == 20 else { return nil }
        return Timestamp(text.hasSuffix("Z") ? text : text + "Z")
    }

    /// Returns an instant some seconds later, spelt as before; nil for any other text.
    static func shifted(_ text: String, by seconds: Int) -> String? {
        guard let instant = instant(text) else { return nil }
        let moved = instant.adding(seconds: seconds).description
        return text.hasSuffix("Z") ? moved : String(moved.dropLast())
    }
}
