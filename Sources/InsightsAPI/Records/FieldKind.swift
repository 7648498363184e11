package import InsightsJSON

/// The value that a wire field holds, beyond the JSON types string and number.
package enum FieldKind: Sendable, Equatable {
    /// Any text.
    case text
    /// An identifier in UUID form.
    case uuid
    /// A UTC instant in the form `yyyy-MM-ddTHH:mm:ssZ`.
    case time
    /// A UTC instant in the form `yyyy-MM-ddTHH:mm:ss`, without `Z`.
    case timeWithoutZone
    /// An integer written as a string; it may be negative.
    case digits
    /// A string that matches a regular expression.
    case pattern(String)
    /// One of a fixed set of strings.
    case word([String])
    /// An integer that is at least `from`.
    case integer(from: Int)
    /// A Boolean value.
    case flag
    /// An array of strings.
    case texts
    /// An array of integers.
    case integers
    /// Always null.
    case null

    /// Returns the JSON Schema of a value of this kind.
    ///
    /// - Parameters:
    ///   - isNullable: whether null is also valid.
    ///   - summary: the `description` of the schema; empty for none.
    /// - Returns: the schema.
    package func schema(isNullable: Bool = false, summary: String = "") -> JSONValue {
        var schema = JSONObject()
        func set(type: String) {
            schema["type"] = isNullable ? .array([.string(type), .string("null")]) : .string(type)
        }
        switch self {
        case .text: set(type: "string")
        case .uuid:
            set(type: "string")
            schema["format"] = .string("uuid")
        case .time:
            set(type: "string")
            schema["format"] = .string("date-time")
            schema["pattern"] = .string("^\(Self.timePattern)Z$")
        case .timeWithoutZone:
            set(type: "string")
            schema["pattern"] = .string("^\(Self.timePattern)$")
        case .digits:
            set(type: "string")
            schema["pattern"] = .string("^-?[0-9]+$")
        case .pattern(let pattern):
            set(type: "string")
            schema["pattern"] = .string(pattern)
        case .word(let words):
            set(type: "string")
            schema["enum"] = .array(words.map(JSONValue.string) + (isNullable ? [.null] : []))
        case .integer(let minimum):
            set(type: "integer")
            schema["minimum"] = .integer(minimum)
        case .flag: set(type: "boolean")
        case .texts:
            set(type: "array")
            schema["items"] = .object(["type": .string("string")])
        case .integers:
            set(type: "array")
            schema["items"] = .object(["type": .string("integer")])
        case .null: schema["type"] = .string("null")
        }
        if !summary.isEmpty { schema["description"] = .string(summary) }
        return .object(schema)
    }

    /// A regular expression of an instant without its zone.
    static let timePattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
}
