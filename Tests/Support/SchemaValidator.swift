package import InsightsJSON

/// Compares values with a JSON schema, as far as the schemas of this repository go.
package struct SchemaValidator {
    private let root: JSONValue
    private let expressions: Expressions

    /// The compiled regular expressions, by their text.
    private final class Expressions {
        private var known: [String: Regex<AnyRegexOutput>] = [:]

        func matches(_ text: String, _ pattern: String) -> Bool {
            guard let expression = known[pattern] ?? (try? Regex(pattern)) else { return false }
            known[pattern] = expression
            return text.firstMatch(of: expression) != nil
        }
    }

    package init(_ root: JSONValue) {
        self.root = root
        expressions = Expressions()
    }

    /// Returns whether the value has no violation.
    package func admits(_ value: JSONValue) -> Bool { faults(of: value).isEmpty }

    /// Returns the violations, each with its place.
    package func faults(of value: JSONValue) -> [String] { faults(of: value, by: root, at: "") }

    private func admits(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        faults(of: value, by: schema, at: "").isEmpty
    }

    private func faults(of value: JSONValue, by schema: JSONValue, at place: String) -> [String] {
        guard let keywords = schema.object else { return schema.bool == true ? [] : ["\(place): not known"] }
        var faults: [String] = []
        for keyword in keywords.members {
            faults += self.faults(of: value, by: keyword.key, keyword.value, in: keywords, at: place)
        }
        return faults
    }

    private func faults(
        of value: JSONValue, by keyword: String, _ argument: JSONValue, in schema: JSONObject, at place: String
    ) -> [String] {
        func require(_ holds: Bool, _ fault: String) -> [String] { holds ? [] : ["\(place): \(fault)"] }
        func all(_ parts: [(String, JSONValue)], _ schema: JSONValue) -> [String] {
            parts.flatMap { faults(of: $1, by: schema, at: "\(place)/\($0)") }
        }
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "then", "else": return []
        case "$ref":
            let name = argument.string?.split(separator: "/").last.map(String.init) ?? ""
            return faults(of: value, by: root["$defs"]?[name] ?? .bool(false), at: place)
        case "type":
            let types = (argument.array ?? [argument]).compactMap(\.string)
            return require(types.contains { Self.isOf($0, value) }, value.kind)
        case "enum": return require(argument.array?.contains(value) == true, "not among the values")
        case "const": return require(argument == value, "another value")
        case "minimum": return require(!isLess(value, argument), "too small")
        case "exclusiveMinimum": return require(!Self.isOf("number", value) || isLess(argument, value), "too small")
        case "maximum": return require(!isLess(argument, value), "too great")
        case "minLength":
            return require(value.string.map { $0.unicodeScalars.count >= argument.integer ?? 0 } ?? true, "too short")
        case "pattern":
            guard let text = value.string else { return [] }
            return require(expressions.matches(text, argument.string ?? ""), "another text")
        case "items":
            return all((value.array ?? []).enumerated().map { (String($0), $1) }, argument)
        case "contains":
            return require(value.array?.contains { admits($0, argument) } ?? true, "none of them")
        case "minItems": return require(value.array.map { $0.count >= argument.integer ?? 0 } ?? true, "too few")
        case "maxItems": return require(value.array.map { $0.count <= argument.integer ?? 0 } ?? true, "too many")
        case "uniqueItems":
            let elements = value.array ?? []
            let isUnique = elements.indices.allSatisfy { !elements[..<$0].contains(elements[$0]) }
            return require(isUnique, "one twice")
        case "required":
            guard let object = value.object else { return [] }
            return (argument.array ?? []).compactMap(\.string).filter { object[$0] == nil }.map { "\(place): no \($0)" }
        case "minProperties":
            return require(value.object.map { $0.members.count >= argument.integer ?? 0 } ?? true, "too few members")
        case "maxProperties":
            return require(value.object.map { $0.members.count <= argument.integer ?? 0 } ?? true, "too many members")
        case "propertyNames":
            return all((value.object?.keys ?? []).map { ($0, .string($0)) }, argument)
        case "properties":
            return (value.object?.members ?? []).flatMap { member in
                argument[member.key].map { faults(of: member.value, by: $0, at: "\(place)/\(member.key)") } ?? []
            }
        case "patternProperties":
            return (argument.object?.members ?? []).flatMap { pattern in
                let members = (value.object?.members ?? []).filter { expressions.matches($0.key, pattern.key) }
                return all(members.map { ($0.key, $0.value) }, pattern.value)
            }
        case "additionalProperties":
            let patterns = schema["patternProperties"]?.object?.keys ?? []
            let others = (value.object?.members ?? []).filter { member in
                schema["properties"]?[member.key] == nil
                    && !patterns.contains { expressions.matches(member.key, $0) }
            }
            return all(others.map { ($0.key, $0.value) }, argument)
        case "oneOf":
            return require(argument.array?.count { admits(value, $0) } == 1, "not exactly one of the forms")
        case "anyOf": return require(argument.array?.contains { admits(value, $0) } == true, "none of the forms")
        case "allOf": return (argument.array ?? []).flatMap { faults(of: value, by: $0, at: place) }
        case "not": return require(!admits(value, argument), "a form that is excluded")
        case "if":
            guard let branch = schema[admits(value, argument) ? "then" : "else"] else { return [] }
            return faults(of: value, by: branch, at: place)
        default: return ["the keyword '\(keyword)' is not known"]
        }
    }

    /// Returns whether both are numbers and the first is less.
    private func isLess(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard case .number(let left) = left, case .number(let right) = right, let left = Double(left),
            let right = Double(right)
        else { return false }
        return left < right
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
            ("number", .number):
            true
        // Whole numbers of 64 bits, with or without sign.
        case ("integer", .number(let text)): Int(text) != nil || UInt64(text) != nil
        default: false
        }
    }
}
