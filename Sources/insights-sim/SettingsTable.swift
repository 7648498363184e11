import InsightsFixtures
import InsightsSimulator

/// The table of settings for people.
enum SettingsTable {
    static func text(_ settings: Settings) -> String {
        let rows = Settings.entries.map { entry in
            let defaults = Edition.allCases.map { entry.value(in: Settings(edition: $0)) }
            return [
                entry.name, entry.value(in: settings), Set(defaults).count == 1 ? "" : defaults.joined(separator: "/"),
                entry.accepted, entry.source, entry.summary,
            ]
        }
        return aligned([["setting", "value", "2021/2023", "accepts", "source", "decides"]] + rows)
    }

    /// Aligns columns to their widest cell, without spaces at line ends.
    static func aligned(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = row.indices.map { index in
                row[index] + String(repeating: " ", count: widths[index] - row[index].count)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
