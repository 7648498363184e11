import InsightsJSON

/// What a body looks like without what it says: the kinds of values at each place, and whether they are always there.
///
/// Nothing of a value can get in but words of `KnownWords`; of a key, only what can be the name of a field.
struct ValueShape: Equatable, Sendable {
    /// What was seen at one place.
    struct Place: Equatable, Sendable {
        /// The kinds of values: `string`, `number`, `boolean`, `null`, `array`, `object`.
        var kinds: Set<String> = []
        /// The known words that were seen; `other` stands for every text that is none of them.
        var words: Set<String> = []
        /// In how many of the objects around it the member was there.
        var count = 0
    }

    /// What was seen, by place: `value/*/queryId`; the whole body is the empty place.
    private(set) var places: [String: Place] = [:]

    /// How deep places are told apart.
    private static let deepest = 8
    /// How many places there may be; further ones are not looked at.
    private static let mostPlaces = 2000

    /// Takes in another body.
    mutating func add(_ body: JSONValue, rowsAreOpaque: Bool) {
        add(body, at: "", depth: 0, rowsAreOpaque: rowsAreOpaque)
    }

    private mutating func add(_ value: JSONValue, at place: String, depth: Int, rowsAreOpaque: Bool) {
        guard depth <= Self.deepest, places[place] != nil || places.count < Self.mostPlaces else { return }
        var entry = places[place] ?? Place()
        entry.count += 1
        entry.kinds.insert(Self.kind(value))
        if let words = KnownWords.words(at: place), let text = value.string {
            entry.words.insert(words.contains(text) ? text : KnownWords.other)
        }
        places[place] = entry
        switch value {
        case .object(let object):
            // The columns of rows are the customer's choice, not the service's form.
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

    /// The place one level further out; nil for the whole.
    static func outer(_ place: String) -> String? {
        guard !place.isEmpty else { return nil }
        return place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
    }

    /// Whether a member was in every object around it.
    func isAlwaysThere(_ place: String) -> Bool {
        guard let entry = places[place], let outer = Self.outer(place) else { return true }
        return place.hasSuffix("*") || entry.count == places[outer]?.count
    }
}

extension ValueShape {
    /// The shape as JSON: for each place `kinds`, `words` where there are any, and `sometimes` where it may be missing.
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

/// What can be the name of a field of the service.
enum FieldName {
    /// What stands for every other key.
    static let unnamed = "(unnamed)"
    /// The longest name that is kept.
    static let longest = 48

    /// Whether a key is letters, digits, `_`, `-`, `.` and `@` only, begins with a letter or `@`, has fewer than five
    /// digits and is not too long: no identifier, secret or address of a customer has that form and that use.
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

/// The words that may stand in a digest, by the place at which they are looked for.
enum KnownWords {
    /// What stands for every other text.
    static let other = "(other)"

    /// The words of a place; nil where texts are not looked at.
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
