import InsightsAPI
public import InsightsTime

/// A change of the service on a day, which a client meets unprepared or survives.
public struct DatedChange: Sendable, Equatable {
    /// The name, as options and reports have it.
    public let name: String
    /// What changes, in one line.
    public let title: String
    /// The first day of the change.
    public let day: CivilDate
    /// The settings that make the change, by name; those that this build lacks leave it out.
    public let settings: [(name: String, value: String)]

    /// The instant at which a client is run: the beginning of the day.
    public var instant: Timestamp { Timestamp(day) }

    /// Returns whether two changes are the same, which their names tell.
    public static func == (left: DatedChange, right: DatedChange) -> Bool { left.name == right.name }

    /// The instant of the run before any change: 2024-06-01, when everything old still worked.
    public static let before = Timestamp(CivilDate(daysSinceEpoch: 19_875))

    /// The changes in the order of their days; the last one is a day of this project's choice.
    public static let all: [DatedChange] = [
        DatedChange(
            name: "v1.1", title: "cmp answers at /insights/v1.1/ only", day: CivilDate(daysSinceEpoch: 19_904),
            settings: [("cmp-versions", "v1.1")]),
        DatedChange(
            name: "graph-microsoft", title: "tokens for https://graph.microsoft.com end",
            day: TokenSettings.microsoftGraphEnd, settings: [("audience-rule", "2024")]),
        DatedChange(
            name: "graph-windows", title: "tokens for https://graph.windows.net end",
            day: TokenSettings.azureADGraphEnd, settings: [("audience-rule", "2026")]),
        DatedChange(
            name: "mfa", title: "mpn needs a sign-in with a second factor", day: CivilDate(daysSinceEpoch: 20_544),
            settings: [("token-mfa", "2026-04-01"), ("mfa-refusal", "2026")]),
        DatedChange(
            name: "secret", title: "the client's secret expires", day: CivilDate(daysSinceEpoch: 20_635),
            settings: [("token-secret-end", "2026-07-01")]),
    ].filter { change in change.settings.allSatisfy { Settings.entry(named: $0.name) != nil } }
}
