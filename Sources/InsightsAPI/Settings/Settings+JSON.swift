package import InsightsJSON

extension Settings {
    /// The settings that differ from the edition's defaults, by name.
    package var changes: JSONObject {
        let defaults = Settings(edition: edition)
        guard self != defaults else { return JSONObject() }
        let changed = Self.entries.filter { $0.value(in: self) != $0.value(in: defaults) }
        return JSONObject(changed.map { .init($0.name, .string($0.value(in: self))) })
    }
}

extension StrictJSONReader {
    /// Reads a member with settings by their names; a number counts as its text, so that `{"test-rows": 10}` works.
    package func settings(_ key: String) throws(InputError) -> [String: String] {
        guard let value = value(key) else { return [:] }
        // Names are checked where they are applied: a list of all of them does not help.
        let names = try StrictJSONReader(value, at: at(key), keys: nil)
        var settings: [String: String] = [:]
        var given: [String: String] = [:]
        for member in names.object.members {
            let name = Settings.entry(named: member.key)?.name ?? member.key
            if let other = given.updateValue(member.key, forKey: name) {
                throw InputError(
                    names.at(member.key).inputPlace, found: "the setting of '\(other)' again",
                    expected: "one of the two")
            }
            switch member.value {
            case .string(let text), .number(let text): settings[member.key] = text
            default: throw names.mismatch(member.key, "a string or a number")
            }
        }
        return settings
    }
}
