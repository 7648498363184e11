/// Reads a JSON object that a person wrote: refuses unknown, repeated and missing keys and values of another kind, each
/// with its place.
package struct StrictJSONReader: Sendable {
    /// Where the object is.
    package let place: JSONPlace
    /// The members as written.
    package let object: JSONObject

    /// Checks the keys of an object.
    ///
    /// - Parameters:
    ///   - value: the value that should be the object.
    ///   - place: where it is.
    ///   - keys: those it may have; nil for any.
    ///   - required: those it must have.
    /// - Throws: `InputError` with the place.
    package init(
        _ value: JSONValue, at place: JSONPlace, keys: [String]?, required: [String] = []
    ) throws(InputError) {
        self.place = place
        guard let object = value.object else {
            throw StrictJSONValue(value, at: place).mismatch(expected: "a JSON object")
        }
        self.object = object
        var seen: Set<String> = []
        for (index, key) in object.keys.enumerated() {
            if let keys, !keys.contains(key) {
                throw InputError(
                    place.member(key, at: index).inputPlace, found: "an unknown key",
                    expected: keys.isEmpty ? "no keys" : keys.joined(separator: ", "),
                    hint: InputError.suggestion(for: key, among: keys))
            }
            guard seen.insert(key).inserted else {
                throw InputError(
                    place.member(key, at: index).inputPlace, found: "a second '\(key)'", expected: "each key once")
            }
        }
        for key in required where self[key] == nil {
            throw InputError(at(key).inputPlace, found: "nothing", expected: "a value")
        }
    }

    /// Parses a text into an object.
    package init(parsing bytes: [UInt8], at place: JSONPlace = .dotted(), keys: [String]?) throws(InputError) {
        let root = try StrictJSONValue(parsing: bytes, at: place)
        try self.init(root.value, at: place, keys: keys)
    }

    /// Returns the place of a member.
    package func at(_ key: String) -> JSONPlace {
        place.member(key, at: object.members.lastIndex { $0.key == key })
    }

    /// A member; nil if it is missing, or null where null means that.
    package subscript(key: String) -> StrictJSONValue? {
        value(key).map { StrictJSONValue($0, at: at(key)) }
    }

    /// Returns a member's value; nil if it is missing, or null where null means that.
    package func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull || place.style != .dotted else { return nil }
        return value
    }

    /// Returns the error of a member's value.
    package func mismatch(_ key: String, _ expected: String, hint: String? = nil) -> InputError {
        guard let value = object[key] else {
            return InputError(at(key).inputPlace, found: "nothing", expected: expected, hint: hint)
        }
        return StrictJSONValue(value, at: at(key)).mismatch(expected: expected, hint: hint)
    }

    /// Returns a value that must be there.
    package func required<Value>(_ key: String, _ value: Value?, _ expected: String) throws(InputError) -> Value {
        guard let value else { throw mismatch(key, expected) }
        return value
    }
}
