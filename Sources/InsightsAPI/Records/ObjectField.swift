package import InsightsJSON

/// An object of a response, written from the table of its members; members without a value are omitted.
package protocol WireObject: Sendable {
    /// The members, in the order in which they are written.
    static var fields: [ObjectField<Self>] { get }
}

/// One member of an object: its name, its kind, and the function that reads its value.
package struct ObjectField<Object: Sendable>: Sendable {
    /// The member name.
    package let name: String
    /// The kind of the value.
    package let kind: FieldKind
    /// Whether every object of this type has the member.
    package let isRequired: Bool
    let value: @Sendable (Object) -> JSONValue?

    static func text(
        _ name: String, _ kind: FieldKind = .text, _ value: @escaping @Sendable (Object) -> String
    ) -> Self {
        Self(name: name, kind: kind, isRequired: true, value: { .string(value($0)) })
    }

    static func optionalText(
        _ name: String, _ kind: FieldKind = .text, _ value: @escaping @Sendable (Object) -> String?
    ) -> Self {
        Self(name: name, kind: kind, isRequired: false, value: { value($0).map(JSONValue.string) })
    }

    static func integer(_ name: String, _ value: @escaping @Sendable (Object) -> Int) -> Self {
        Self(name: name, kind: .integer(from: 0), isRequired: true, value: { .integer(value($0)) })
    }

    static func integers(_ name: String, _ value: @escaping @Sendable (Object) -> [Int]) -> Self {
        Self(name: name, kind: .integers, isRequired: true, value: { .array(value($0).map(JSONValue.integer)) })
    }
}

extension WireObject {
    /// The JSON object of all members that have a value.
    package var json: JSONValue {
        .object(
            JSONObject(Self.fields.compactMap { field in field.value(self).map { .init(field.name, $0) } }))
    }

    /// The JSON Schema of these objects, without additional members.
    package static var schema: JSONValue {
        .object([
            "type": .string("object"),
            "properties": .object(JSONObject(fields.map { .init($0.name, $0.kind.schema()) })),
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": .bool(false),
        ])
    }
}
