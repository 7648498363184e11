import InsightsHTTP
import InsightsJSON
private import InsightsTime

extension Settings {
    /// A setting by its public name: on the command line, in a file, or over HTTP.
    public struct Entry: Sendable {
        /// The name of the setting.
        public let name: String
        /// Former names, which still work.
        public private(set) var aliases: [String] = []
        /// A short description.
        public let summary: String
        /// The source of the choice: a contradiction (C), an open point (U), a seed fact (S) or a section.
        public let source: String
        /// A description of the accepted values.
        public let accepted: String
        let read: @Sendable (Settings) -> String
        let write: @Sendable (inout Settings, String) -> Bool

        /// Returns the value in given settings, as text.
        public func value(in settings: Settings) -> String { read(settings) }

        /// Returns the setting with a former name, which still works.
        func formerly(_ alias: String) -> Entry {
            var entry = self
            entry.aliases.append(alias)
            return entry
        }
    }

    /// Changes a setting by name.
    ///
    /// - Throws: `SettingsError` for an unknown name or an invalid value, without a change.
    public mutating func set(_ name: String, to value: String) throws(SettingsError) {
        guard let entry = Self.entry(named: name) else {
            let nearest = nearestName(to: name, among: Self.names).flatMap(Self.entry)
            throw .unknownName(name, nearest: nearest?.name)
        }
        guard entry.write(&self, value.lowercased()) else {
            throw .badValue(name: entry.name, value: value, accepted: entry.accepted)
        }
    }

    /// Changes a setting of one tenant by name.
    ///
    /// - Throws: `SettingsError`, also for a setting that applies to the whole simulator.
    package mutating func setOfTenant(_ name: String, to value: String) throws(SettingsError) {
        if let entry = Self.entry(named: name), Self.simulatorEntries.contains(where: { $0.name == entry.name }) {
            throw .notOfTenant(name)
        }
        try set(name, to: value)
    }

    /// Returns whether a setting may differ between tenants.
    package static func isOfTenant(_ name: String) -> Bool { !simulatorEntries.contains { $0.name == name } }

    /// Returns the setting with a name or a former name, in any letter case.
    package static func entry(named name: String) -> Entry? {
        indexes[name.lowercased()].map { entries[$0] }
    }

    /// The place of each setting by every name that works.
    private static let indexes = Dictionary(
        uniqueKeysWithValues: entries.enumerated().flatMap { index, entry in
            ([entry.name] + entry.aliases).map { ($0, index) }
        })

    /// Every name that works: the current ones, then the former ones.
    package static let names = entries.map(\.name) + entries.flatMap(\.aliases)

    /// All settings: general ones in the order of Appendix D, those of the whole simulator, then those of the token
    /// endpoint.
    public static let entries: [Entry] = generalEntries + simulatorEntries + tokenEntries

    /// The name of the setting that decides which versions cmp has.
    package static let versionsName = "cmp-versions"

    /// The name of the setting that decides whether v1.1 wants the count of a schedule.
    package static let countRequiredName = "recurrence-count-required"

    private static let generalEntries: [Entry] = [
        choice(
            "execution-default-status", "executions call without a status, before the first success", "C1",
            \.executionDefaultStatus),
        number("test-rows", "rows of a test query at the most", "C2", 1...10000, \.testRows),
        number(
            "max-recurrence-interval-hours", "largest recurrence interval", "C3", 4...87600,
            \.maxRecurrenceIntervalHours
        ).formerly("interval-maximum"),
        choice("duplicate-rows", "duplicate rows without DISTINCT", "C4", \.duplicateRows),
        flag("query-created-time-z", "createdTime of cmp queries ends in Z", "C6", \.recordOptions.queryTimesEndInZ),
        flag(
            "callback-method-pascal", "mpn records spell CallbackMethod", "C9",
            \.recordOptions.capitalizesCallbackMethod),
        choice("accepted-resources", "token audiences each program accepts", "C11", \.acceptedResources),
        flag("analytics-alias", "/analytics/{program}/ exists too", "C13", \.analyticsAlias),
        choice("catalogue", "datasets and columns advertised", "C14 C15 C47", \.catalogue),
        flag(
            "allow-any-timespan", "queries may name spans the dataset does not offer", "C16", \.allowsAnyTimespan
        ).formerly("all-spans"),
        choice("report-viewer", "what a Report viewer gets", "C17 U5", \.reportViewer),
        choice("date-format", "times that are not yyyy-MM-ddTHH:mm:ssZ", "C18", \.dateFormat),
        number("start-lead-time-hours", "hours a start time must be ahead", "C19", 0...8760, \.startLeadHours)
            .formerly("start-lead-time"),
        choice("update-requirements", "fields an update must have", "C27", \.updateRequirements),
        choice("callback-scheme", "schemes of callback addresses", "C29", \.callbackScheme),
        flag("execution-callback-url", "executions repeat the callback", "C31", \.recordOptions.echoesCallback),
        flag("report-location", "reportLocation holds the link", "C32", \.recordOptions.fillsReportLocation),
        flag("sample-only-fields", "fields only sample clients read", "C45", \.recordOptions.includesSampleOnlyFields),
        choice(versionsName, "versions in the paths of cmp", "2026 1.1", \.marketplaceVersions),
        fields("v11-fields", "fields of v1.1 records beside those of v1", "2026 1.2"),
        flag(
            countRequiredName, "v1.1 refuses a schedule without a count", "2026 1.2",
            \.requiresRecurrenceCount),
        limit(
            "recurrence-limit-hours", "interval times count at most, on v1.1", "2026 1.2", 1...10_000_000,
            \.recurrenceLimitHours),
        duration("token-lifetime-seconds", "seconds a token lives", "S7", 1...86400, \.tokenLifetime)
            .formerly("token-lifetime"),
        duration("run-duration-seconds", "seconds an execution runs", "U30", 0...86400, \.runDuration)
            .formerly("run-duration"),
        timeLimit("link-expiry-hours", "hours a download link works", "U28", 1...87600, unitSeconds: 3600, \.linkExpiry)
            .formerly("link-expiry"),
        number(
            "callback-attempts", "tries of a callback, the second 30 s after the first, then ever later", "U29", 1...10,
            \.callbackAttempts),
        hosts("callback-targets", "hosts callbacks may go to besides this machine", "U29"),
        limit("page-size", "records of a page", "U41", 1...10000, \.pageSize),
        limit("quota-active-reports", "active reports of a user", "section 8", 1...100_000, \.activeReportQuota),
        limit("quota-execute-now", "immediate reports in 60 minutes", "section 8", 1...100_000, \.executeNowQuota),
        limit("quota-queries", "stored queries of a user", "section 8", 1...100_000, \.queryQuota),
        timeLimit("query-timeout-seconds", "seconds a test query may run", "U17", 1...3600, \.queryTimeout)
            .formerly("query-time"),
        limit("query-groups", "groups a query may form", "assumed", 1...1_000_000_000, \.queryGroupLimit),
        limit("query-memory-megabytes", "megabytes a query may hold", "assumed", 1...1_000_000, \.queryMemoryMegabytes)
            .formerly("query-memory"),
        flag("typographic-quotes", "queries may use typographic quotes", "U33", \.acceptsTypographicQuotes),
        flag(
            "download-identity", "Accept-Encoding: identity gets a plain file", "section 5", \.servesPlainDownloads),
        choice("line-end", "line end of downloaded files", "U24", \.lineEnd),
        choice("csv-empty", "empty field that is alone on its line of a CSV file", "U27", \.emptyCSVField),
        flag("suffix-ranges", "downloads accept ranges such as bytes=-500", "U51", \.acceptsSuffixRanges),
        flag(
            "user-ticket-header", "mpn takes a token from X-AadUserTicket", "client PC22",
            \.acceptsUserTicket),
        choice("query-name-rule", "names that stored queries may have", "client HSO", \.queryNameRule),
        choice("name-filter", "how reportName selects reports", "client CMP1", \.nameFilter),
        choice(
            "callback-address", "where a callback has the identifier, if its address has a query", "insights-api 6",
            \.callbackAddressing),
        choice(
            "both-roles", "what a user with both viewer roles of mpn gets", "executive-reports-role",
            \.bothRoles),
        choice("empty-flags", "Boolean parameters without a value", "insights-api 3.2", \.emptyFlag),
        choice(
            "unreadable-literals", "literals that are not values of their column's type", "insights-api 9.3",
            \.unreadableLiteral),
        number("journal-capacity", "requests a tenant's journal keeps", "ours", 0...100_000, \.journalCapacity)
            .formerly("journal-entries"),
        limit("journal-body-bytes", "bytes of each body the journal keeps", "ours", 0...1_048_576, \.journalBodyBytes)
            .formerly("journal-body"),
    ]

    /// The settings that apply to the whole simulator: the limits of sandboxes and of a server.
    private static let simulatorEntries: [Entry] = [
        number("sandbox-limit", "sandboxes at a time", "ours", 0...100_000, \.sandboxLimit),
        timeLimit(
            "sandbox-idle-expiry-seconds", "seconds until an unused one goes", "ours", 1...9_999_999,
            \.sandboxIdleExpiry
        ).formerly("sandbox-idle-expiry"),
        number("connection-limit", "connections of a server", "ours", 1...1_000_000, \.connectionLimit),
        duration(
            "request-deadline-seconds", "seconds in which a request must arrive with its body", "ours", 1...86400,
            \.requestDeadline),
        duration(
            "idle-timeout-seconds", "seconds without a request after which a connection ends", "ours", 1...86400,
            \.idleTimeout),
        number(
            "body-budget-bytes", "bytes of all unfinished requests together", "ours", 65536...(1 << 40),
            \.bodyBudgetBytes),
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

    static func duration(
        _ name: String, _ summary: String, _ source: String, _ range: ClosedRange<Int>, _ field: Field<Duration>
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: "\(range.lowerBound) to \(range.upperBound)",
            read: { String($0[keyPath: field].wholeSeconds) },
            write: { settings, text in
                guard let value = Int(text), range.contains(value) else { return false }
                settings[keyPath: field] = .seconds(value)
                return true
            })
    }

    static func timeLimit(
        _ name: String, _ summary: String, _ source: String, _ range: ClosedRange<Int>, unitSeconds: Int = 1,
        _ field: Field<Duration?>
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source,
            accepted: "off | \(range.lowerBound) to \(range.upperBound)",
            read: { $0[keyPath: field].map { String($0.wholeSeconds / unitSeconds) } ?? "off" },
            write: { settings, text in
                if text == "off" {
                    settings[keyPath: field] = nil
                    return true
                }
                guard let value = Int(text), range.contains(value) else { return false }
                settings[keyPath: field] = .seconds(value * unitSeconds)
                return true
            })
    }

    private static func fields(_ name: String, _ summary: String, _ source: String) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: LaterFields.accepted,
            read: { $0.laterFields.text },
            write: { settings, text in
                guard let fields = LaterFields(text) else { return false }
                settings.laterFields = fields
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
