/// The reason why a JSON value is not a supported schema, with its location.
package struct JSONSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The location in the schema's document.
    package let pointer: JSONPointer
    /// A description of what was found.
    package let found: String
    /// A description of what is expected.
    package let expected: String

    /// The location, what was found and what is expected.
    package var description: String {
        let place = ["schema", pointer.description].filter { !$0.isEmpty }.joined(separator: " ")
        return InputError(place: place, found: found, expected: expected).description
    }
}
