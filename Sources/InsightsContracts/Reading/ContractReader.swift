import InsightsJSON
import InsightsQuery
import InsightsTime

/// A reader of an object in a contract file.
///
/// It rejects unknown keys, repeated keys and values of a wrong type, with their place.
struct ContractReader {
    let place: JSONPointer
    let object: JSONObject

    init(_ value: JSONValue, at place: JSONPointer, keys: [String]) throws(ContractError) {
        self.place = place
        guard let object = value.object else {
            throw ContractError(place: Self.name(place), found: value.kind, accepted: "an object")
        }
        self.object = object
        var seen: Set<String> = []
        for key in object.keys {
            guard keys.contains(key) else {
                let hint = nearestName(to: key, among: keys).map { "; did you mean '\($0)'?" } ?? ""
                throw ContractError(
                    place: Self.name(place), found: "the key '\(key)'",
                    accepted: keys.joined(separator: ", ") + hint)
            }
            guard seen.insert(key).inserted else {
                throw ContractError(place: Self.name(place), found: "a second '\(key)'", accepted: "each key once")
            }
        }
    }

    /// Parses the JSON of a whole file.
    static func parse(_ bytes: [UInt8]) throws(ContractError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw ContractError(
                place: "line \(error.line), column \(error.column)", found: "no JSON (\(error.reason))",
                accepted: "a JSON text")
        }
    }

    private static func name(_ place: JSONPointer) -> String {
        place.tokens.isEmpty ? "the whole text" : place.description
    }

    func at(_ key: String) -> JSONPointer { place.appending(key) }

    func mismatch(_ key: String, _ accepted: String) -> ContractError {
        ContractError(
            place: at(key).description, found: object[key].map { Matcher.shown($0) } ?? "nothing", accepted: accepted)
    }

    func string(_ key: String) throws(ContractError) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else { throw mismatch(key, "a string") }
        return text
    }

    func requiredString(_ key: String) throws(ContractError) -> String {
        guard let text = try string(key), !text.isEmpty else { throw mismatch(key, "a string that is not empty") }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ContractError) -> Int? {
        guard let value = object[key] else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw mismatch(key, "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func members(_ key: String) throws(ContractError) -> JSONObject? {
        guard let value = object[key] else { return nil }
        guard let members = value.object else { throw mismatch(key, "an object") }
        return members
    }

    func strings(_ key: String) throws(ContractError) -> [String]? {
        guard let value = object[key] else { return nil }
        guard let elements = value.array, !elements.isEmpty, elements.allSatisfy({ $0.string != nil }) else {
            throw mismatch(key, "an array of strings")
        }
        return elements.compactMap(\.string)
    }

    func choices<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) throws(ContractError) -> [Choice] where Choice.RawValue == String {
        guard let words = try strings(key) else { return Array(Choice.allCases) }
        var choices: [Choice] = []
        for word in words {
            guard let choice = Choice(rawValue: word) else {
                throw mismatch(key, Choice.allCases.map(\.rawValue).joined(separator: ", "))
            }
            choices.append(choice)
        }
        return choices
    }

    func elements(_ key: String) throws(ContractError) -> [(value: JSONValue, place: JSONPointer)] {
        guard let value = object[key] else { return [] }
        guard let elements = value.array else { throw mismatch(key, "an array") }
        return elements.enumerated().map { ($1, at(key).appending(String($0))) }
    }
}
