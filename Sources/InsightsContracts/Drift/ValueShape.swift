import InsightsJSON

/// The shape of a body without its values: the kinds of values at each place, and whether they are always present.
///
/// Of a value, only words of `KnownValues` are kept; of a key, only one that can be a field name.
struct ValueShape: Equatable, Sendable {
    /// The shape at one place.
    struct Place: Equatable, Sendable {
        /// The kinds of values seen: `string`, `number`, `boolean`, `null`, `array`, `object`.
        var kinds: Set<String> = []
        /// The known words seen; `(other)` represents every other text.
        var words: Set<String> = []
        /// The number of values seen at this place.
        var count = 0
    }

    /// The shapes by place, such as `value/*/queryId`; the empty place is the whole body.
    private(set) var places: [String: Place] = [:]

    /// The greatest nesting depth that is recorded; deeper values are ignored.
    private static let deepest = 8
    /// The greatest number of places; values at further places are ignored.
    private static let mostPlaces = 2000

    /// Adds another body.
    mutating func add(_ body: JSONValue, rowsAreOpaque: Bool) {
        add(body, at: "", depth: 0, rowsAreOpaque: rowsAreOpaque)
    }

    private mutating func add(_ value: JSONValue, at place: String, depth: Int, rowsAreOpaque: Bool) {
        guard depth <= Self.deepest, places[place] != nil || places.count < Self.mostPlaces else { return }
        var entry = places[place] ?? Place()
        entry.count += 1
        entry.kinds.insert(Self.kind(value))
        if let words = KnownValues.words(at: place), let text = value.string {
            entry.words.insert(words.contains(text) ? text : KnownValues.other)
        }
        places[place] = entry
        switch value {
        case .object(let object):
            // The customer chooses the columns of rows, so they say nothing about the shape of the service.
            if rowsAreOpaque, place == "value/*" { return }
            for member in object.members {
                let key = FieldName.isName(member.key) ? member.key : FieldName.unnamed
                add(
                    member.value, at: place.isEmpty ? key : "\(place)/\(key)", depth: depth + 1,
                    rowsAreOpaque: rowsAreOpaque)
            }
        case .array(let elements):
            for element in elements {
                add(element, at: place.isEmpty ? "*" : "\(place)/*", depth: depth + 1, rowsAreOpaque: rowsAreOpaque)
            }
        case .null, .bool, .number, .string: break
        }
    }

    /// The kinds of values.
    static let kinds = ["array", "boolean", "null", "number", "object", "string"]

    private static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Returns the enclosing place; nil for the whole body.
    static func outer(_ place: String) -> String? {
        guard !place.isEmpty else { return nil }
        return place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
    }

    /// Returns whether the member was present in every enclosing object.
    func isAlwaysThere(_ place: String) -> Bool {
        guard let entry = places[place], let outer = Self.outer(place) else { return true }
        return place.hasSuffix("*") || entry.count == places[outer]?.count
    }
}

extension ValueShape {
    /// The shape as JSON: for each place `kinds`, `words` if there are any, and `sometimes` if it may be missing.
    var json: JSONValue {
        .object(
            JSONObject(
                places.keys.sorted().map { place in
                    let entry = places[place] ?? Place()
                    var object: JSONObject = ["kinds": Self.list(entry.kinds)]
                    if !entry.words.isEmpty { object["words"] = Self.list(entry.words) }
                    if !isAlwaysThere(place) { object["sometimes"] = .bool(true) }
                    return .init(place, .object(object))
                }))
    }

    private static func list(_ words: Set<String>) -> JSONValue {
        .array(words.sorted().map(JSONValue.string))
    }
}

/// The rule for keys that can be field names of the service.
enum FieldName {
    /// The placeholder for every other key.
    static let unnamed = "(unnamed)"
    /// The greatest length of a name that is kept, in bytes.
    static let longest = 48

    /// Returns whether a key looks like a field name.
    ///
    /// It consists of letters, digits, `_`, `-`, `.` and `@`, and begins with a letter or `@`. It has fewer than five
    /// digits, and at most `longest` bytes. A customer's identifiers, secrets and addresses do not have that form as keys.
    static func isName(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        guard let first = bytes.first, bytes.count <= longest, isLetter(first) || first == UInt8(ascii: "@") else {
            return false
        }
        let digits = bytes.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        return digits < 5
            && bytes.allSatisfy { byte in
                isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-.@".utf8.contains(byte)
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

/// The words that a digest may contain, by place.
enum KnownValues {
    /// The placeholder for every other text.
    static let other = "(other)"

    /// Returns the known words of a place; nil for a place whose texts are ignored.
    static func words(at place: String) -> Set<String>? {
        switch place {
        case "value/*/type": ["userDefined", "system"]
        case "value/*/reportStatus": ["Active", "Paused", "Inactive"]
        case "value/*/executionStatus": ["Pending", "Running", "Paused", "Completed"]
        case "value/*/format": ["csv", "tsv"]
        case "value/*/callbackMethod": ["GET", "POST"]
        case "token_type": ["Bearer"]
        case "error":
            [
                "invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "invalid_resource",
                "unauthorized_client", "unsupported_grant_type", "interaction_required", "temporarily_unavailable",
            ]
        default: nil
        }
    }
}
