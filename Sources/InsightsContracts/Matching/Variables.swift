package import InsightsAPI
package import InsightsJSON
package import InsightsTime

/// The values of the names in a contract while it runs.
///
/// A matcher that binds a name requires the same value wherever the name occurs again.
package struct Variables: Sendable {
    /// The values that variables, captures and matchers have bound to names.
    package private(set) var values: [String: JSONValue]
    /// The current instant of the target's clock.
    package var now: Timestamp
    /// The program of the case; `${program}` resolves to its name.
    package let program: PartnerProgram
    /// The version of the case; `${version}` resolves to its name.
    package let version: ServiceVersion

    /// Creates variables with the values of a contract.
    package init(
        program: PartnerProgram, version: ServiceVersion = .v1, now: Timestamp, values: [String: JSONValue] = [:]
    ) {
        self.program = program
        self.version = version
        self.now = now
        self.values = values
    }

    /// The value of a name; nil if the name is unbound.
    package subscript(name: String) -> JSONValue? {
        get {
            switch name {
            case "program": .string(program.rawValue)
            case "version": .string(version.rawValue)
            default: values[name]
            }
        }
        set { values[name] = newValue }
    }

    /// Replaces every `${...}` in a template by its value.
    ///
    /// A text that consists of one `${name}` becomes the value itself, whatever its kind. Inside a longer text, only
    /// texts, numbers and Booleans are inserted.
    ///
    /// - Throws: `UnboundName` if a name has no value, or its value cannot be inserted into a text.
    package func resolve(_ template: JSONValue) throws(UnboundName) -> JSONValue {
        switch template {
        case .string(let text): return try resolve(text)
        case .array(let elements):
            var resolved: [JSONValue] = []
            for element in elements { resolved.append(try resolve(element)) }
            return .array(resolved)
        case .object(let object):
            var resolved = JSONObject()
            for member in object.members {
                resolved.members.append(.init(try self.text(member.key), try resolve(member.value)))
            }
            return .object(resolved)
        case .null, .bool, .number: return template
        }
    }

    /// Replaces every `${...}` in a template whose result must be a text, number or Boolean.
    ///
    /// - Throws: `UnboundName` if a name has no value, or the result is not a text.
    package func text(_ template: String) throws(UnboundName) -> String {
        switch try resolve(template) {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: throw UnboundName(name: template, reason: "its value is not a text")
        }
    }

    /// Returns the names between `${` and `}` in a template, including those in keys of objects.
    static func names(in template: JSONValue) -> [String] {
        switch template {
        case .string(let text): names(in: text)
        case .array(let elements): elements.flatMap { names(in: $0) }
        case .object(let object): object.members.flatMap { names(in: $0.key) + names(in: $0.value) }
        case .null, .bool, .number: []
        }
    }

    private static func names(in text: String) -> [String] {
        var names: [String] = []
        var rest = text.utf8[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[rest.index(after: dollar)...]
            guard rest.first == UInt8(ascii: "{"), let closing = rest.firstIndex(of: UInt8(ascii: "}")) else {
                continue
            }
            names.append(String(text[rest.index(after: rest.startIndex)..<closing]))
            rest = rest[rest.index(after: closing)...]
        }
        return names
    }

    private func resolve(_ text: String) throws(UnboundName) -> JSONValue {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return .string(text) }
        var result = ""
        var rest = text[...]
        while let dollar = rest.utf8.firstIndex(of: UInt8(ascii: "$")) {
            let opening = rest.utf8.index(after: dollar)
            guard opening < rest.endIndex, rest.utf8[opening] == UInt8(ascii: "{") else {
                result += rest[..<opening]
                rest = rest[opening...]
                continue
            }
            guard let closing = rest[opening...].utf8.firstIndex(of: UInt8(ascii: "}")) else {
                throw UnboundName(name: text, reason: "it has ${ without }")
            }
            let value = try self.value(of: rest[rest.utf8.index(after: opening)..<closing])
            let next = rest.utf8.index(after: closing)
            if dollar == text.startIndex, next == text.endIndex { return value }
            result += rest[..<dollar]
            switch value {
            case .string(let text), .number(let text): result += text
            case .bool(let flag): result += flag ? "true" : "false"
            case .null, .array, .object: throw UnboundName(name: text, reason: "its value is not a text")
            }
            rest = rest[next...]
        }
        return .string(result + rest)
    }

    /// Returns the value of a name, or of `now` with a duration added or subtracted.
    private func value(of expression: Substring) throws(UnboundName) -> JSONValue {
        if let value = self[String(expression)] { return value }
        if let change = TextChange(of: expression) {
            let value = try self.value(of: change.name)
            guard let text = value.string else {
                throw UnboundName(name: String(expression), reason: "its value is not a text")
            }
            return .string(change.applied(to: text))
        }
        guard expression.hasPrefix("now") else {
            throw UnboundName(name: String(expression), reason: "no variable, capture or matcher gave it a value")
        }
        let rest = expression.dropFirst(3)
        if rest.isEmpty { return .string(now.description) }
        guard let sign = rest.first, sign == "+" || sign == "-", let duration = ISODuration(String(rest.dropFirst()))
        else {
            throw UnboundName(
                name: String(expression), reason: "accepted are now, now+DURATION, now-DURATION such as now+PT4H")
        }
        if sign == "+", let instant = duration.after(now) { return .string(instant.description) }
        guard sign == "-", duration.months == 0 else {
            throw UnboundName(name: String(expression), reason: "it cannot be reckoned")
        }
        return .string(now.adding(seconds: -(duration.days * 86_400 + duration.seconds)).description)
    }
}

/// The error for a name in a contract that has no usable value.
package struct UnboundName: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name or expression, without `${` and `}`.
    package let name: String
    /// The reason why it has no value.
    package let reason: String

    /// The name and the reason in one line.
    package var description: String { "${\(name)}: \(reason)" }
}
