import InsightsJSON

/// Compares a value with a JSON schema, as far as the schemas of this repository go.
struct SchemaValidator {
    private let root: JSONValue

    init(_ root: JSONValue) {
        self.root = root
    }

    /// Returns the violations, each with its place.
    func faults(of value: JSONValue) -> [String] { faults(of: value, by: root, at: "") }

    private func faults(of value: JSONValue, by schema: JSONValue, at place: String) -> [String] {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            return faults(of: value, by: root["$defs"]?[String(name)] ?? .null, at: place)
        }
        if let type = schema["type"]?.string, !Self.isOf(type, value) { return ["\(place): \(value.kind)"] }
        var faults: [String] = []
        if let values = schema["enum"]?.array, !values.contains(value) {
            faults.append("\(place): not among the values")
        }
        if let least = schema["minimum"]?.integer, case .number(let text) = value, (Double(text) ?? 0) < Double(least) {
            faults.append("\(place): too small")
        }
        if let least = schema["minLength"]?.integer, (value.string?.count ?? 0) < least {
            faults.append("\(place): too short")
        }
        for (index, element) in (value.array ?? []).enumerated() {
            if let items = schema["items"] {
                faults += self.faults(of: element, by: items, at: "\(place)/\(index)")
            }
        }
        guard let object = value.object else { return faults }
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
            faults.append("\(place): no \(name)")
        }
        for member in object.members {
            let inner = "\(place)/\(member.key)"
            if let known = schema["properties"]?[member.key] {
                faults += self.faults(of: member.value, by: known, at: inner)
            } else if schema["additionalProperties"] == .bool(false) {
                faults.append("\(inner): not known")
            } else if let other = schema["additionalProperties"] {
                faults += self.faults(of: member.value, by: other, at: inner)
            }
        }
        return faults
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
            ("number", .number):
            true
        case ("integer", .number(let text)): Int(text) != nil
        default: false
        }
    }
}
