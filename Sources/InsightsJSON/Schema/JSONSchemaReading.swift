/// A check of a schema before use, so that validation never meets an unsupported part.
struct JSONSchemaReading {
    let document: JSONValue
    /// The regular expressions of all patterns.
    private(set) var expressions = JSONSchemaExpressions()
    /// The references that are already followed or being followed.
    private var followed: Set<String> = []

    init(document: JSONValue) {
        self.document = document
    }

    mutating func check(_ schema: JSONValue, _ place: JSONPointer) throws(JSONSchemaError) {
        if schema.bool != nil { return }
        guard let object = schema.object else {
            throw JSONSchemaError(pointer: place, found: schema.kind, expected: "an object or a boolean")
        }
        var seen: Set<String> = []
        for member in object.members {
            let place = place.appending(member.key)
            guard seen.insert(member.key).inserted else {
                throw JSONSchemaError(pointer: place, found: "the keyword twice", expected: "each keyword once")
            }
            try check(keyword: member.key, member.value, place)
        }
    }

    private mutating func check(
        keyword: String, _ value: JSONValue, _ place: JSONPointer
    ) throws(JSONSchemaError) {
        switch keyword {
        case "title", "description", "$comment": try require(value.string != nil, value, "a string", place)
        case "deprecated": try require(value.bool != nil, value, "a boolean", place)
        case "default", "example", "const": break
        case "examples", "enum": try require(value.array?.isEmpty == false, value, "an array that is not empty", place)
        case "$ref": try follow(value, place)
        case "type": try checkType(value, place)
        case "format":
            try require(
                value.string.flatMap(JSONSchemaFormat.init) != nil, value,
                JSONSchemaFormat.allCases.map(\.rawValue).joined(separator: ", "), place)
        case "pattern":
            let isExpression = value.string.map { expressions.add($0) } ?? false
            try require(isExpression, value, "a regular expression", place)
        case "minLength", "maxLength", "minItems", "maxItems":
            try require((value.integer ?? -1) >= 0, value, "a whole number, 0 or more", place)
        case "minimum", "maximum":
            if case .number = value { return }
            throw JSONSchemaError(pointer: place, found: value.kind, expected: "a number")
        case "required":
            let names = value.array?.compactMap(\.string)
            try require(names != nil && names?.count == value.array?.count, value, "an array of strings", place)
        case "items", "additionalProperties", "if", "then", "else": try check(value, place)
        case "properties":
            try require(value.object != nil, value, "an object", place)
            for member in value.object?.members ?? [] { try check(member.value, place.appending(member.key)) }
        case "oneOf", "anyOf", "allOf":
            try require(value.array?.isEmpty == false, value, "an array of schemas that is not empty", place)
            for (index, branch) in (value.array ?? []).enumerated() {
                try check(branch, place.appending(String(index)))
            }
        default:
            throw JSONSchemaError(
                pointer: place, found: "the keyword '\(keyword)'", expected: "a keyword that is known")
        }
    }

    private func require(
        _ holds: Bool, _ value: JSONValue, _ expected: String, _ place: JSONPointer
    ) throws(JSONSchemaError) {
        guard holds else { throw JSONSchemaError(pointer: place, found: value.excerpt, expected: expected) }
    }

    private func checkType(_ value: JSONValue, _ place: JSONPointer) throws(JSONSchemaError) {
        let names = value.array ?? [value]
        let isKnown = !names.isEmpty && names.allSatisfy { $0.string.flatMap(JSONSchema.TypeName.init) != nil }
        let expected = JSONSchema.TypeName.allCases.map(\.rawValue).joined(separator: ", ")
        try require(isKnown, value, "one or several of \(expected)", place)
    }

    private mutating func follow(_ value: JSONValue, _ place: JSONPointer) throws(JSONSchemaError) {
        guard let reference = value.string, let pointer = JSONSchemaReading.pointer(reference),
            let target = pointer.value(in: document)
        else {
            throw JSONSchemaError(
                pointer: place, found: value.excerpt, expected: "'#' and a pointer to something in the document")
        }
        if followed.insert(reference).inserted { try check(target, pointer) }
    }

    /// Returns the pointer of a reference into the same document; nil for any other.
    static func pointer(_ reference: String) -> JSONPointer? {
        reference.hasPrefix("#") ? JSONPointer(parsing: String(reference.dropFirst())) : nil
    }
}

extension JSONValue {
    /// The value as JSON text for messages, cut to 120 characters.
    var excerpt: String {
        let text = String(decoding: JSONWriter.encode(self), as: UTF8.self)
        return text.count > 120 ? text.prefix(117) + "..." : text
    }
}
