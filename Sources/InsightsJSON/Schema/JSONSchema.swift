/// A JSON Schema of draft 2020-12, limited to the keywords that documents of this service use.
///
/// Nothing is accepted silently: a schema with an unsupported keyword, type or format is refused on creation, with its
/// location. References (`$ref`) point into the document that contains the schema.
package struct JSONSchema: Sendable {
    /// The JSON value of the schema.
    package let value: JSONValue
    /// The document that references point into.
    package let document: JSONValue
    private let expressions: JSONSchemaExpressions

    /// Creates a schema from its value, and checks it with everything it refers to.
    ///
    /// - Parameters:
    ///   - value: the schema.
    ///   - document: the document that references point into; nil for the schema itself.
    ///   - pointer: the location of the schema in the document, for messages.
    /// - Throws: `JSONSchemaError` with the location of the unsupported or invalid part.
    package init(
        _ value: JSONValue, in document: JSONValue? = nil, at pointer: JSONPointer = JSONPointer()
    ) throws(JSONSchemaError) {
        self.value = value
        self.document = document ?? value
        var reading = JSONSchemaReading(document: self.document)
        try reading.check(value, pointer)
        expressions = reading.expressions
    }

    /// The names of the members it describes; if it is a reference, those of its target.
    package var propertyNames: [String] {
        let target = value["$ref"]?.string.flatMap(JSONSchemaReading.pointer)?.value(in: document) ?? value
        return target["properties"]?.object?.keys ?? []
    }

    /// Returns the first violation of the schema in a value; nil if there is none.
    package func firstViolation(in value: JSONValue) -> JSONSchemaViolation? {
        JSONSchemaValidation(document: document, expressions: expressions).check(value, self.value, JSONPointer())
    }

    /// The types that a schema may name.
    enum TypeName: String, CaseIterable {
        case null
        case boolean
        case integer
        case number
        case string
        case array
        case object

        /// The type with its article, for messages.
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

/// A violation of a schema by a value.
package struct JSONSchemaViolation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The location in the value.
    package let pointer: JSONPointer
    /// A description of what the schema requires.
    package let expected: String
    /// A description of what was found.
    package let found: String

    /// The location, what was expected and what was found.
    package var description: String {
        "\(pointer.tokens.isEmpty ? "the value" : "\(pointer)"): expected \(expected), found \(found)"
    }
}
