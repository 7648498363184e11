public import InsightsJSON

/// What a field of the wire holds, beyond being a string or a number.
public enum FieldKind: Sendable, Equatable {
    /// Any text.
    case text
    /// An identifier in the form of a UUID.
    case uuid
    /// An instant as `yyyy-MM-ddTHH:mm:ssZ`.
    case time
    /// An instant as `yyyy-MM-ddTHH:mm:ss`, without `Z`.
    case timeWithoutZone
    /// A whole number as text.
    case digits
    /// A text of a certain form, a regular expression.
    case pattern(String)
    /// One of a few words.
    case word([String])
    /// A whole number from a smallest one on.
    case integer(from: Int)
    /// A truth value.
    case flag
    /// A list of texts.
    case texts
    /// A list of whole numbers.
    case integers
    /// Nothing but null.
    case null

    /// The JSON Schema of a value of this kind.
    ///
    /// - Parameters:
    ///   - isNullable: whether null is such a value too.
    ///   - summary: what the value means, or empty.
    /// - Returns: the schema.
    public func schema(isNullable: Bool = false, summary: String = "") -> JSONValue {
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

    /// The service's times without their zone.
    static let timePattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
}
