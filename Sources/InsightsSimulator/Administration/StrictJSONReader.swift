import InsightsJSON
import InsightsQuery
import InsightsTime

/// Reads a JSON object that a person wrote: unknown and repeated keys and values of another kind are refused with their
/// place.
struct StrictJSONReader {
    /// Where the object stands, such as `rules[2].fault`; empty for the whole text.
    let place: String
    let object: JSONObject

    init(_ value: JSONValue, place: String, keys: [String]) throws(ConfigurationError) {
        self.place = place
        guard let object = value.object else {
            throw ConfigurationError(
                place: place.isEmpty ? "text" : place, found: value.kind, accepted: "a JSON object")
        }
        self.object = object
        var seen: Set<String> = []
        for key in object.keys {
            guard keys.contains(key) else {
                let hint = nearestName(to: key, among: keys).map { "; did you mean '\($0)'?" } ?? ""
                throw ConfigurationError(
                    place: place.isEmpty ? "text" : place, found: "the key '\(key)'",
                    accepted: (keys.isEmpty ? "no keys" : keys.joined(separator: ", ")) + hint)
            }
            guard seen.insert(key).inserted else {
                throw ConfigurationError(place: at(key), found: "a second '\(key)'", accepted: "each key once")
            }
        }
    }

    /// Parses a text into an object.
    init(parsing bytes: [UInt8], keys: [String]) throws(ConfigurationError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw ConfigurationError(place: "text", found: error.description, accepted: "a JSON object")
        }
        try self.init(value, place: "", keys: keys)
    }

    /// The place of a member.
    func at(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    /// The error for a member's value.
    func mismatch(_ key: String, _ accepted: String) -> ConfigurationError {
        let found: String
        switch object[key] {
        case nil: found = "nothing"
        case .string(let text): found = "'\(text)'"
        case .number(let text): found = text
        case .bool(let flag): found = flag ? "true" : "false"
        case .some(let other): found = other.kind
        }
        return ConfigurationError(place: at(key), found: found, accepted: accepted)
    }

    /// A member's value; nil if it is missing or null.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func string(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw mismatch(key, "a string") }
        return text
    }

    func bool(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let flag = value.bool else { throw mismatch(key, "true or false") }
        return flag
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw mismatch(key, "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A whole number of 64 bits without sign.
    func seed(_ key: String) throws(ConfigurationError) -> UInt64? {
        guard let value = value(key) else { return nil }
        guard case .number(let text) = value, let number = UInt64(text) else {
            throw mismatch(key, "a whole number, 0 to \(UInt64.max)")
        }
        return number
    }

    /// A number in a range; `accepted` says it in words.
    func number(
        _ key: String, in range: ClosedRange<Double>, _ accepted: String
    ) throws(ConfigurationError) -> Double? {
        guard let value = value(key) else { return nil }
        guard case .number(let text) = value, let number = Double(text), range.contains(number) else {
            throw mismatch(key, accepted)
        }
        return number
    }

    func instant(_ key: String) throws(ConfigurationError) -> Timestamp? {
        guard let value = value(key) else { return nil }
        guard let instant = value.string.flatMap({ Timestamp($0) }), instant >= SimulatorClock.firstInstant,
            instant <= SimulatorClock.lastInstant
        else {
            throw mismatch(
                key, "yyyy-MM-ddTHH:mm:ssZ, \(SimulatorClock.firstInstant) to \(SimulatorClock.lastInstant)")
        }
        return instant
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) throws(ConfigurationError) -> Choice? where Choice.RawValue == String {
        guard let value = value(key) else { return nil }
        guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
            let names = Choice.allCases.map(\.rawValue)
            let hint = value.string.flatMap { nearestName(to: $0, among: names) }.map { "; did you mean '\($0)'?" }
            throw mismatch(key, names.joined(separator: ", ") + (hint ?? ""))
        }
        return choice
    }

    /// The elements of an array with their places; empty if it is missing.
    func elements(_ key: String) throws(ConfigurationError) -> [(value: JSONValue, place: String)] {
        guard let value = value(key) else { return [] }
        guard let array = value.array else { throw mismatch(key, "an array") }
        return array.enumerated().map { ($1, "\(at(key))[\($0)]") }
    }

    /// A value that must be there.
    func required<Value>(
        _ key: String, _ value: Value?, _ accepted: String
    ) throws(ConfigurationError) -> Value {
        guard let value else { throw mismatch(key, accepted) }
        return value
    }
}
