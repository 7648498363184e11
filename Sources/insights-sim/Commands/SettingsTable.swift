import InsightsAPI
import InsightsFixtures
import InsightsSimulator

/// The table of settings for people.
enum SettingsTable {
    static func text(_ settings: Settings) -> String {
        let rows = Settings.entries.map { entry in
            let defaults = Edition.allCases.map { entry.value(in: Settings(edition: $0)) }
            return [
                entry.name, entry.value(in: settings), Set(defaults).count == 1 ? "" : defaults.joined(separator: "/"),
                entry.accepted, entry.source,
                entry.summary + entry.aliases.map { " (formerly \($0))" }.joined(),
            ]
        }
        let editions = Edition.allCases.map(\.rawValue).joined(separator: "/")
        return TextTable([["setting", "value", editions, "accepts", "source", "decides"]] + rows).description
    }
}
