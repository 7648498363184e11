import InsightsJSON

extension Settings {
    /// The settings that differ from the edition's defaults, by name.
    var changes: JSONObject {
        let defaults = Settings(edition: edition)
        let changed = Self.entries.filter { $0.value(in: self) != $0.value(in: defaults) }
        return JSONObject(changed.map { .init($0.name, .string($0.value(in: self))) })
    }
}

extension StrictJSONReader {
    /// Returns a member with settings by name; numbers are accepted as text, as in `{"test-rows": 10}`.
    func settings(_ key: String) throws(ConfigurationError) -> [String: String] {
        guard let value = value(key) else { return [:] }
        let names = try StrictJSONReader(value, place: at(key), keys: Settings.entries.map(\.name))
        var settings: [String: String] = [:]
        for member in names.object.members {
            switch member.value {
            case .string(let text), .number(let text): settings[member.key] = text
            default: throw names.mismatch(member.key, "the setting's value, a string")
            }
        }
        return settings
    }
}
