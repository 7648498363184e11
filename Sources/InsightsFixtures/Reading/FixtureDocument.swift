import InsightsJSON

/// A JSON file of the fixtures: its parsed value, and its text to look up line numbers.
struct FixtureDocument {
    /// The path of the file as it was opened, for messages.
    let file: String
    private let bytes: [UInt8]
    private let value: JSONValue

    /// Parses the text of a file.
    init(parsing bytes: [UInt8], file: String) throws(FixtureError) {
        self.file = file
        self.bytes = bytes
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            throw .malformed(file: file, line: error.line, column: error.column, reason: error.reason)
        }
    }

    /// Reads and parses a file.
    init(path: String) throws(FixtureError) {
        try self.init(parsing: FileReading.bytes(ofFile: path), file: path)
    }

    /// The root value.
    var root: FixtureNode { FixtureNode(document: self, value: value, steps: [], path: "") }

    /// Returns the line of a value; 1 for the root.
    func line(of steps: [Int]) -> Int {
        JSONParser.location(of: steps, in: bytes)?.line ?? 1
    }
}

/// A value of a fixture file that knows its location and validates its type when read.
struct FixtureNode {
    let document: FixtureDocument
    let value: JSONValue
    /// The positions from the root to this value, see `JSONParser.location(of:in:)`.
    let steps: [Int]
    /// The readable form of the path: `tenants[2].domain`.
    let path: String

    /// Returns the error for an invalid value.
    func mismatch(found: String, expected: String) -> FixtureError {
        .mismatch(
            FixtureMisfit(
                file: document.file, line: document.line(of: steps), field: path, found: found, expected: expected))
    }

    /// Returns the elements of an array.
    func elements() throws(FixtureError) -> [FixtureNode] {
        guard let array = value.array else { throw mismatch(found: value.kind, expected: "an array") }
        return array.enumerated().map { index, element in
            FixtureNode(document: document, value: element, steps: steps + [index], path: "\(path)[\(index)]")
        }
    }

    /// Returns a string, which must not be empty.
    func string() throws(FixtureError) -> String {
        guard let string = value.string else { throw mismatch(found: value.kind, expected: "a string") }
        guard !string.isEmpty else { throw mismatch(found: "an empty string", expected: "a string that is not empty") }
        return string
    }

    /// Returns a Boolean value.
    func bool() throws(FixtureError) -> Bool {
        guard let bool = value.bool else { throw mismatch(found: value.kind, expected: "true or false") }
        return bool
    }

    /// Returns an integer, which must be at least 1.
    func positiveInteger() throws(FixtureError) -> Int {
        guard let integer = value.integer, integer > 0 else {
            let found = if case .number(let text) = value { text } else { value.kind }
            throw mismatch(found: found, expected: "a positive whole number")
        }
        return integer
    }

    /// Returns the choice that a string names.
    func choice<Choice: RawRepresentable<String>>(of choices: [Choice]) throws(FixtureError) -> Choice {
        let name = try string()
        guard let choice = choices.first(where: { $0.rawValue == name }) else {
            let known = choices.map(\.rawValue).joined(separator: ", ")
            throw mismatch(found: "\"\(name)\"", expected: "one of \(known)")
        }
        return choice
    }

    /// Returns an identifier in the 8-4-4-4-12 form.
    func guid() throws(FixtureError) -> String {
        let text = try string()
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isHexadecimal = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit }
        guard groups.map(\.count) == [8, 4, 4, 4, 12], isHexadecimal else {
            throw mismatch(found: "\"\(text)\"", expected: "a GUID such as 0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63")
        }
        return text
    }

    /// Returns the members of an object that has all required members, no unknown ones, and none twice.
    func members(_ required: [String], optional: [String] = []) throws(FixtureError) -> FixtureMembers {
        guard let object = value.object else { throw mismatch(found: value.kind, expected: "an object") }
        let known = required + optional
        var nodes: [(key: String, node: FixtureNode)] = []
        for (index, member) in object.members.enumerated() {
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            let node = FixtureNode(document: document, value: member.value, steps: steps + [index], path: place)
            guard known.contains(member.key) else {
                let expected = "one of \(known.joined(separator: ", "))" + suggestion(for: member.key, among: known)
                throw node.mismatch(found: "unknown member \"\(member.key)\"", expected: expected)
            }
            guard !nodes.contains(where: { $0.key == member.key }) else {
                throw node.mismatch(found: "a second \"\(member.key)\"", expected: "each member once")
            }
            nodes.append((member.key, node))
        }
        for key in required where !nodes.contains(where: { $0.key == key }) {
            throw mismatch(found: "no member \"\(key)\"", expected: "members \(required.joined(separator: ", "))")
        }
        return FixtureMembers(nodes: nodes)
    }
}

/// The validated members of an object.
struct FixtureMembers {
    fileprivate let nodes: [(key: String, node: FixtureNode)]

    /// Returns a member that was required.
    subscript(key: String) -> FixtureNode {
        guard let node = optional(key) else { preconditionFailure("member \(key) was not required") }
        return node
    }

    /// Returns an optional member; nil if it is missing.
    func optional(_ key: String) -> FixtureNode? {
        nodes.first { $0.key == key }?.node
    }
}
