/// The reason why a JSON value is not a supported schema, with its location.
public struct JSONSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The location in the schema's document.
    public let pointer: JSONPointer
    /// A description of what was found.
    public let found: String
    /// A description of what is accepted.
    public let accepted: String

    /// The location, what was found and what is accepted.
    public var description: String { "schema \(pointer): found \(found), accepted: \(accepted)" }
}
