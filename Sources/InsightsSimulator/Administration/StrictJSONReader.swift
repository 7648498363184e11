import InsightsJSON
import InsightsQuery
import InsightsTime

/// A reader of a hand-written JSON object that rejects unknown keys, repeated keys and wrong types.
///
/// Its errors state the location.
struct StrictJSONReader {
    /// The location of the object, such as `rules[2].fault`; empty for the whole text.
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

    /// Parses the text of an object.
    init(parsing bytes: [UInt8], keys: [String]) throws(ConfigurationError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw ConfigurationError(place: "text", found: error.description, accepted: "a JSON object")
        }
        try self.init(value, place: "", keys: keys)
    }

    /// Returns the location of a member.
    func at(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    /// Returns the error for the value of a member.
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

    /// Returns the value of a member; nil if it is missing or null.
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

    /// Returns an unsigned 64-bit integer; nil if it is missing or null.
    func seed(_ key: String) throws(ConfigurationError) -> UInt64? {
        guard let value = value(key) else { return nil }
        guard case .number(let text) = value, let number = UInt64(text) else {
            throw mismatch(key, "a whole number, 0 to \(UInt64.max)")
        }
        return number
    }

    /// Returns a number in a range, which `accepted` describes; nil if it is missing or null.
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

    /// Returns the elements of an array with their locations; empty if it is missing or null.
    func elements(_ key: String) throws(ConfigurationError) -> [(value: JSONValue, place: String)] {
        guard let value = value(key) else { return [] }
        guard let array = value.array else { throw mismatch(key, "an array") }
        return array.enumerated().map { ($1, "\(at(key))[\($0)]") }
    }

    /// Returns a required value, or throws if it is nil.
    func required<Value>(
        _ key: String, _ value: Value?, _ accepted: String
    ) throws(ConfigurationError) -> Value {
        guard let value else { throw mismatch(key, accepted) }
        return value
    }
}
