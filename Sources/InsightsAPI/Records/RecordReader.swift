import InsightsJSON

/// Reads the members of one record of a response; its errors state the location of an unexpected value.
struct RecordReader {
    let object: JSONObject
    let place: String

    init(_ value: JSONValue, place: String) throws(ClientError) {
        guard let object = value.object else {
            throw .unexpectedResponse(place: place, found: value.kind, expected: "an object")
        }
        self.object = object
        self.place = place
    }

    func unexpected(_ key: String, _ found: String, expected: String = "a known value") -> ClientError {
        .unexpectedResponse(place: "\(place)/\(key)", found: found, expected: expected)
    }

    private func present(_ key: String) -> JSONValue? {
        // The keys of mpn records differ in letter case between documents (C9, docs/sources.md).
        guard let value = object.value(caseInsensitively: key), !value.isNull else { return nil }
        return value
    }

    func optionalString(_ key: String) throws(ClientError) -> String? {
        guard let value = present(key) else { return nil }
        guard let string = value.string else { throw unexpected(key, value.kind, expected: "a string or null") }
        return string
    }

    func string(_ key: String) throws(ClientError) -> String {
        guard let string = try optionalString(key) else { throw unexpected(key, "nothing", expected: "a string") }
        return string
    }

    func optionalInteger(_ key: String) throws(ClientError) -> Int? {
        guard let value = present(key) else { return nil }
        guard let integer = value.integer else { throw unexpected(key, value.kind, expected: "an integer or null") }
        return integer
    }

    func integer(_ key: String) throws(ClientError) -> Int {
        guard let integer = try optionalInteger(key) else { throw unexpected(key, "nothing", expected: "an integer") }
        return integer
    }

    func optionalBool(_ key: String) throws(ClientError) -> Bool? {
        guard let value = present(key) else { return nil }
        guard let bool = value.bool else { throw unexpected(key, value.kind, expected: "a boolean") }
        return bool
    }

    func strings(_ key: String) throws(ClientError) -> [String] {
        guard let elements = present(key)?.array else {
            throw unexpected(key, present(key)?.kind ?? "nothing", expected: "an array of strings")
        }
        var strings: [String] = []
        for element in elements {
            guard let string = element.string else { throw unexpected(key, element.kind, expected: "strings") }
            strings.append(string)
        }
        return strings
    }

    func value<Value>(_ key: String, _ make: (String) -> Value?) throws(ClientError) -> Value {
        let text = try string(key)
        guard let value = make(text) else { throw unexpected(key, "'\(text)'") }
        return value
    }
}
