import InsightsJSON

/// A JSON file of the fixtures: its values, which know their lines.
struct FixtureDocument {
    /// The root value.
    let root: StrictJSONValue

    /// Parses the text of a file.
    init(parsing bytes: [UInt8], file: String) throws(FixtureError) {
        do throws(JSONError) {
            root = StrictJSONValue(try JSONParser.parse(bytes), at: .file(file, text: bytes))
        } catch {
            throw .malformed(file: file, line: error.line, column: error.column, reason: error.reason)
        }
    }

    /// Reads and parses a file.
    init(path: String) throws(FixtureError) {
        try self.init(
            parsing: FileReading.bytes(ofFile: path, maximumSize: FileReading.maximumDocumentSize), file: path)
    }

    /// Reads the outermost value by its rules.
    func read<Content>(_ parse: (StrictJSONValue) throws(InputError) -> Content) throws(FixtureError) -> Content {
        do throws(InputError) {
            return try parse(root)
        } catch {
            throw .mismatch(error)
        }
    }
}

/// What fixtures read beyond JSON's own kinds.
extension StrictJSONValue {
    /// Reads a whole number of at least 1.
    func positiveInteger() throws(InputError) -> Int { try integer(in: 1...Int.max) }

    /// Reads an identifier in the 8-4-4-4-12 form.
    func guid() throws(InputError) -> String {
        let text = try nonEmptyString()
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isHexadecimal = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit }
        guard groups.map(\.count) == [8, 4, 4, 4, 12], isHexadecimal else {
            throw mismatch(found: "'\(text)'", expected: "a GUID such as 0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63")
        }
        return text
    }

    /// Reads an object that has all required and no other than these members, each once.
    func members(_ required: [String], optional: [String] = []) throws(InputError) -> FixtureMembers {
        FixtureMembers(
            reader: try StrictJSONReader(value, at: place, keys: required + optional, required: required))
    }
}

/// The validated members of an object.
struct FixtureMembers {
    fileprivate let reader: StrictJSONReader

    /// Returns a member that was required.
    subscript(key: String) -> StrictJSONValue {
        guard let member = reader[key] else { preconditionFailure("member \(key) was not required") }
        return member
    }

    /// Returns a member that may be missing.
    func optional(_ key: String) -> StrictJSONValue? { reader[key] }
}
