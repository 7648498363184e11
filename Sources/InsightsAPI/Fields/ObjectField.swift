public import InsightsJSON

/// An object of an answer that leaves out what has no value, written by walking the table of its members.
public protocol WireObject: Sendable {
    /// The members in the order they are written.
    static var fields: [ObjectField<Self>] { get }
}

/// One member of an object: what it is called, what it holds, and where its value comes from.
public struct ObjectField<Object: Sendable>: Sendable {
    /// The name.
    public let name: String
    /// What it holds.
    public let kind: FieldKind
    /// Whether every such object has it.
    public let isRequired: Bool
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
    /// The object with the members that have a value.
    public var json: JSONValue {
        .object(
            JSONObject(Self.fields.compactMap { field in field.value(self).map { .init(field.name, $0) } }))
    }

    /// The JSON Schema of such objects: these members and no others.
    public static var schema: JSONValue {
        .object([
            "type": .string("object"),
            "properties": .object(JSONObject(fields.map { .init($0.name, $0.kind.schema()) })),
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": .bool(false),
        ])
    }
}
