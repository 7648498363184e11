private import InsightsAPI
import InsightsJSON
private import InsightsQuery
private import InsightsTime

extension Settings {
    /// One setting as people name it: on the command line, in a file, over HTTP.
    public struct Entry: Sendable {
        /// The name.
        public let name: String
        /// What it decides, in a few words.
        public let summary: String
        /// Where the choice comes from: a contradiction (C), an open point (U), a seed fact (S) or a section.
        public let source: String
        /// What it takes.
        public let accepted: String
        let read: @Sendable (Settings) -> String
        let write: @Sendable (inout Settings, String) -> Bool

        /// The value it has in some settings.
        public func value(in settings: Settings) -> String { read(settings) }
    }

    /// Changes the setting of that name.
    ///
    /// - Throws: `SettingsError` for a name or a value that does not exist; nothing is changed then.
    public mutating func set(_ name: String, to value: String) throws(SettingsError) {
        guard let entry = Self.entries.first(where: { $0.name == name.lowercased() }) else {
            throw .unknownName(name, nearest: nearestName(to: name, among: Self.entries.map(\.name)))
        }
        guard entry.write(&self, value.lowercased()) else {
            throw .badValue(name: entry.name, value: value, accepted: entry.accepted)
        }
    }

    /// Changes the setting of that name for one tenant.
    ///
    /// - Throws: `SettingsError`, also for a setting that is not a tenant's.
    package mutating func setOfTenant(_ name: String, to value: String) throws(SettingsError) {
        guard !Self.simulatorEntries.contains(where: { $0.name == name.lowercased() }) else {
            throw .notOfTenant(name)
        }
        try set(name, to: value)
    }

    /// Every setting, in the order of Appendix D; then those of the token endpoint.
    public static let entries: [Entry] = generalEntries + simulatorEntries + tokenEntries

    private static let generalEntries: [Entry] = [
        choice(
            "execution-default-status", "executions call without a status, before the first success", "C1",
            \.executionDefaultStatus),
        number("test-rows", "rows of a test query at the most", "C2", 1...10000, \.testRows),
        number("interval-maximum", "largest recurrence interval, hours", "C3", 4...87600, \.intervalMaximum),
        choice("duplicate-rows", "duplicate rows without DISTINCT", "C4", \.duplicateRows),
        flag("query-created-time-z", "createdTime of cmp queries ends in Z", "C6", \.recordOptions.queryTimesEndInZ),
        flag(
            "callback-method-pascal", "mpn records spell CallbackMethod", "C9",
            \.recordOptions.capitalizesCallbackMethod),
        choice("accepted-resources", "token audiences each program accepts", "C11", \.acceptedResources),
        flag("analytics-alias", "/analytics/{program}/ answers too", "C13", \.analyticsAlias),
        choice("catalogue", "datasets and columns advertised", "C14 C15 C47", \.catalogue),
        flag("all-spans", "queries may name spans the dataset does not offer", "C16", \.allowsAllSpans),
        choice("report-viewer", "what a Report viewer gets", "C17 U5", \.reportViewer),
        choice("date-format", "times that are not yyyy-MM-ddTHH:mm:ssZ", "C18", \.dateFormat),
        number("start-lead-time", "hours a start time must be ahead", "C19", 0...8760, \.startLeadHours),
        choice("update-requirements", "fields an update must have", "C27", \.updateRequirements),
        choice("callback-scheme", "schemes of callback addresses", "C29", \.callbackScheme),
        flag("execution-callback-url", "executions repeat the callback", "C31", \.recordOptions.echoesCallback),
        flag("report-location", "reportLocation holds the link", "C32", \.recordOptions.fillsReportLocation),
        flag("sample-only-fields", "fields only sample clients read", "C45", \.recordOptions.includesSampleOnlyFields),
        number("token-lifetime", "seconds a token lives", "S7", 1...86400, \.tokenLifetime),
        number("run-duration", "seconds an execution runs", "U30", 0...86400, \.runDuration),
        limit("link-expiry", "hours a download link works", "U28", 1...87600, \.linkExpiryHours),
        number(
            "callback-attempts", "tries of a callback, the second 30 s after the first, then ever later", "U29", 1...10,
            \.callbackAttempts),
        hosts("callback-targets", "hosts callbacks may go to besides this machine", "U29"),
        limit("page-size", "records of a page", "U41", 1...10000, \.pageSize),
        limit("quota-active-reports", "active reports of a user", "section 8", 1...100_000, \.activeReportQuota),
        limit("quota-execute-now", "reports run at once in 60 minutes", "section 8", 1...100_000, \.executeNowQuota),
        limit("quota-queries", "stored queries of a user", "section 8", 1...100_000, \.queryQuota),
        limit("query-time", "seconds a test query may run", "U17", 1...3600, \.queryTimeLimit),
        limit("query-groups", "groups a query may form", "assumed", 1...1_000_000_000, \.queryGroupLimit),
        limit("query-memory", "megabytes a query may hold", "assumed", 1...1_000_000, \.queryMemoryLimit),
        flag("typographic-quotes", "queries may use typographic quotes", "U33", \.acceptsTypographicQuotes),
        flag(
            "download-identity", "Accept-Encoding: identity gets a plain file", "section 5", \.servesPlainDownloads),
        choice("line-end", "line end of downloaded files", "U24", \.lineEnd),
        number("journal-entries", "requests a tenant's journal keeps", "ours", 0...100_000, \.journalEntries),
        limit("journal-body", "bytes of each body the journal keeps", "ours", 0...1_048_576, \.journalBodyBytes),
    ]

    /// The settings of the simulator as a whole: what sandboxes it keeps.
    private static let simulatorEntries: [Entry] = [
        number("sandbox-limit", "sandboxes at a time", "ours", 0...100_000, \.sandboxLimit),
        limit("sandbox-idle-expiry", "seconds until an unused one goes", "ours", 1...9_999_999, \.sandboxIdleExpiry),
    ]

    typealias Field<Value> = any WritableKeyPath<Settings, Value> & Sendable

    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ summary: String, _ source: String, _ field: Field<Value>
    ) -> Entry where Value.RawValue == String {
        Entry(
            name: name, summary: summary, source: source,
            accepted: Value.allCases.map(\.rawValue).joined(separator: " | "),
            read: { $0[keyPath: field].rawValue },
            write: { settings, text in
                guard let value = Value(rawValue: text) else { return false }
                settings[keyPath: field] = value
                return true
            })
    }

    static func flag(_ name: String, _ summary: String, _ source: String, _ field: Field<Bool>) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: "off | on",
            read: { $0[keyPath: field] ? "on" : "off" },
            write: { settings, text in
                guard text == "on" || text == "off" else { return false }
                settings[keyPath: field] = text == "on"
                return true
            })
    }

    static func number(
        _ name: String, _ summary: String, _ source: String, _ range: ClosedRange<Int>, _ field: Field<Int>
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: "\(range.lowerBound) to \(range.upperBound)",
            read: { String($0[keyPath: field]) },
            write: { settings, text in
                guard let value = Int(text), range.contains(value) else { return false }
                settings[keyPath: field] = value
                return true
            })
    }

    static func limit(
        _ name: String, _ summary: String, _ source: String, _ range: ClosedRange<Int>, _ field: Field<Int?>
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source,
            accepted: "off | \(range.lowerBound) to \(range.upperBound)",
            read: { $0[keyPath: field].map { String($0) } ?? "off" },
            write: { settings, text in
                if text == "off" {
                    settings[keyPath: field] = nil
                    return true
                }
                guard let value = Int(text), range.contains(value) else { return false }
                settings[keyPath: field] = value
                return true
            })
    }

    private static func hosts(_ name: String, _ summary: String, _ source: String) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: "none | host;host",
            read: { $0.callbackTargets.isEmpty ? "none" : $0.callbackTargets.joined(separator: ";") },
            write: { settings, text in
                let hosts = text.split(separator: ";").map { String($0).trimmingBlanks() }.filter { !$0.isEmpty }
                guard !hosts.isEmpty else { return false }
                settings.callbackTargets = text == "none" ? [] : hosts
                return true
            })
    }
}
