/// A JSON Schema of draft 2020-12, in the keywords that documents of this service use.
///
/// Nothing is accepted silently: a schema with a keyword, a type or a format that is not listed here is refused when it
/// is made, with its place. References (`$ref`) lead into the document the schema stands in.
public struct JSONSchema: Sendable {
    /// The schema's own value.
    public let value: JSONValue
    /// What references lead into.
    public let document: JSONValue
    private let expressions: JSONSchemaExpressions

    /// Reads a schema and everything it refers to.
    ///
    /// - Parameters:
    ///   - value: the schema.
    ///   - document: what references lead into; nil for the schema itself.
    ///   - pointer: where in the document the schema stands, for messages.
    /// - Throws: `JSONSchemaError` with the place of what is not known or wrong.
    public init(
        _ value: JSONValue, in document: JSONValue? = nil, at pointer: JSONPointer = JSONPointer()
    ) throws(JSONSchemaError) {
        self.value = value
        self.document = document ?? value
        var reading = JSONSchemaReading(document: self.document)
        try reading.check(value, pointer)
        expressions = reading.expressions
    }

    /// The names of the members it describes, also where it is a reference.
    public var propertyNames: [String] {
        let target = value["$ref"]?.string.flatMap(JSONSchemaReading.pointer)?.value(in: document) ?? value
        return target["properties"]?.object?.keys ?? []
    }

    /// The first thing about a value that is not as the schema says; nil if all is.
    public func firstViolation(in value: JSONValue) -> JSONSchemaViolation? {
        JSONSchemaValidation(document: document, expressions: expressions).check(value, self.value, JSONPointer())
    }

    /// The types a schema may name.
    enum TypeName: String, CaseIterable {
        case null
        case boolean
        case integer
        case number
        case string
        case array
        case object

        /// The type in a sentence.
        var phrase: String {
            switch self {
            case .null: "null"
            case .boolean, .number, .string: "a \(rawValue)"
            case .integer, .array, .object: "an \(rawValue)"
            }
        }

        func contains(_ value: JSONValue) -> Bool {
            switch (self, value) {
            case (.null, .null), (.boolean, .bool), (.number, .number), (.string, .string), (.array, .array),
                (.object, .object):
                true
            case (.integer, .number(let text)): JSONSchemaNumber.isWhole(text)
            default: false
            }
        }
    }
}

/// What about a value is not as its schema says.
public struct JSONSchemaViolation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place in the value.
    public let pointer: JSONPointer
    /// What the schema wants there.
    public let expected: String
    /// What is there.
    public let found: String

    /// The place, what was expected and what was found.
    public var description: String {
        "\(pointer.tokens.isEmpty ? "the value" : "\(pointer)"): expected \(expected), found \(found)"
    }
}
