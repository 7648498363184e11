/// Why a JSON value is no schema that can be checked, and where.
public struct JSONSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place in the schema's document.
    public let pointer: JSONPointer
    /// What stands there.
    public let found: String
    /// What may stand there.
    public let accepted: String

    /// The place, what was found and what is accepted.
    public var description: String { "schema \(pointer): found \(found), accepted: \(accepted)" }
}
