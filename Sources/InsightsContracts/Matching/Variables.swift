public import InsightsAPI
public import InsightsJSON
public import InsightsTime

/// What the names in a contract stand for while it runs.
///
/// A name that an answer gave a value keeps it: where it comes again, the answer must show the same value.
public struct Variables: Sendable {
    /// The values that variables, captures and matchers gave names.
    public private(set) var values: [String: JSONValue]
    /// The present instant of the target's clock.
    public var now: Timestamp
    /// The program.
    public let program: PartnerProgram

    /// Creates bindings.
    public init(program: PartnerProgram, now: Timestamp, values: [String: JSONValue] = [:]) {
        self.program = program
        self.now = now
        self.values = values
    }

    /// The value of a name, or nil.
    public subscript(name: String) -> JSONValue? {
        get { name == "program" ? .string(program.rawValue) : values[name] }
        set { values[name] = newValue }
    }

    /// Puts values for every `${...}` in a template.
    ///
    /// A text that is one `${name}` and nothing else becomes the value itself, of whatever kind; inside a longer text,
    /// texts and numbers stand as they are.
    ///
    /// - Throws: `UnboundName`
    public func resolve(_ template: JSONValue) throws(UnboundName) -> JSONValue {
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

    /// A template that must become a text.
    ///
    /// - Throws: `UnboundName`
    public func text(_ template: String) throws(UnboundName) -> String {
        switch try resolve(template) {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: throw UnboundName(name: template, reason: "its value is no text")
        }
    }

    /// The names between `${` and `}` in a template, keys of objects included.
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
        while let dollar = rest.firstIndex(of: "$") {
            let opening = rest.index(after: dollar)
            guard opening < rest.endIndex, rest[opening] == "{" else {
                result += rest[...dollar]
                rest = rest[opening...]
                continue
            }
            guard let closing = rest[opening...].firstIndex(of: "}") else {
                throw UnboundName(name: text, reason: "it has ${ without }")
            }
            let value = try self.value(of: rest[rest.index(after: opening)..<closing])
            let isWhole = dollar == text.startIndex && rest.index(after: closing) == text.endIndex
            if isWhole { return value }
            result += rest[..<dollar]
            switch value {
            case .string(let text), .number(let text): result += text
            case .bool(let flag): result += flag ? "true" : "false"
            case .null, .array, .object: throw UnboundName(name: text, reason: "its value is no text")
            }
            rest = rest[rest.index(after: closing)...]
        }
        return .string(result + rest)
    }

    /// A name, or `now` with a duration added or subtracted.
    private func value(of expression: Substring) throws(UnboundName) -> JSONValue {
        if let value = self[String(expression)] { return value }
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

/// A name in a contract that stands for nothing.
public struct UnboundName: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name.
    public let name: String
    /// Why it has no value.
    public let reason: String

    /// Both in one line.
    public var description: String { "${\(name)}: \(reason)" }
}
