import InsightsFixtures
import InsightsSimulator
import Testing

@Suite("Settings by name")
struct SettingsTests {
    struct Known: Sendable, CustomTestStringConvertible {
        let name: String
        let standard: String
        /// The default of the 2023 edition, where it is another.
        let later: String
        /// The default of the 2026 edition, where it is another.
        let latest: String
        let values: [String]
        let refused: [String]
        var testDescription: String { name }

        init(
            _ name: String, _ standard: String, later: String? = nil, latest: String? = nil, _ values: [String],
            refused: [String]
        ) {
            self.name = name
            self.standard = standard
            self.later = later ?? standard
            self.latest = latest ?? later ?? standard
            self.values = values
            self.refused = refused
        }

        static func flag(_ name: String, later: String = "off", latest: String? = nil) -> Known {
            Known(name, "off", later: later, latest: latest, ["off", "on"], refused: ["true", "1", "yes", "", "on "])
        }

        static func number(_ name: String, _ standard: Int, _ range: ClosedRange<Int>) -> Known {
            Known(
                name, String(standard), ["\(range.lowerBound)", "\(range.upperBound)"],
                refused: ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "off", "", "4.0", "x", "0x10"])
        }

        static func limit(_ name: String, _ standard: String, _ upper: Int) -> Known {
            Known(
                name, standard, ["off", "1", "\(upper)"], refused: ["0", "-1", "\(upper + 1)", "none", "", "1.5", " 1"])
        }
    }

    /// Appendix D, and the entries beyond it.
    static let known = general + tokenKnown

    private static let general: [Known] = [
        Known("execution-default-status", "fallback", ["fallback", "completed"], refused: ["pending", "", "full"]),
        .number("test-rows", 100, 1...10000), .number("max-recurrence-interval-hours", 2160, 4...87600),
        Known("duplicate-rows", "keyword", ["keyword", "implicit"], refused: ["distinct", ""]),
        .flag("query-created-time-z", later: "on"), .flag("callback-method-pascal"),
        Known("accepted-resources", "any", ["any", "per-program"], refused: ["perprogram", "all", ""]),
        .flag("analytics-alias"),
        Known(
            "catalogue", "2021", later: "2023", latest: "2026", ["2021", "2023", "2026"],
            refused: ["2022", "21", "", "year2021"]),
        .flag("allow-any-timespan"),
        Known("report-viewer", "refused", ["refused", "redacted"], refused: ["redact", ""]),
        Known("date-format", "lenient", ["lenient", "strict", "strict-500"], refused: ["500", ""]),
        .number("start-lead-time-hours", 4, 0...8760),
        Known("update-requirements", "lenient", ["lenient", "strict-cmp"], refused: ["strict", ""]),
        Known("callback-scheme", "any", ["any", "https"], refused: ["http", ""]), .flag("execution-callback-url"),
        .flag("report-location"), .flag("sample-only-fields"),
        Known("cmp-versions", "v1", latest: "both", ["both", "v1", "v1.1"], refused: ["v2", "v11", "", "v1;v1.1"]),
        Known(
            "v11-fields", "proposed", ["proposed", "v1", "executeNow", "endTime;nextExecutionStartTime"],
            refused: ["", "v1.1", "endTime;", ";", "modifiedTime", "endTime nextExecutionStartTime"]),
        Known("recurrence-count-required", "on", ["off", "on"], refused: ["true", "1", ""]),
        .limit("recurrence-limit-hours", "off", 10_000_000), .number("token-lifetime-seconds", 3600, 1...86400),
        .number("run-duration-seconds", 0, 0...86400), .limit("link-expiry-hours", "off", 87600),
        .number("callback-attempts", 1, 1...10),
        Known(
            "callback-targets", "none", ["none", "hooks.example", "a.example;b.example"],
            refused: ["", ";", " ; ", ";;", " "]),
        .limit("page-size", "off", 10000), .limit("quota-active-reports", "50", 100_000),
        .limit("quota-execute-now", "5", 100_000), .limit("quota-queries", "100", 100_000),
        .limit("query-timeout-seconds", "100", 3600), .limit("query-groups", "5000000", 1_000_000_000),
        .limit("query-memory-megabytes", "2000", 1_000_000),
        .flag("typographic-quotes"), .flag("download-identity"),
        Known("line-end", "crlf", ["crlf", "lf"], refused: ["cr", "\n", ""]),
        Known("csv-empty", "blank", ["blank", "quoted"], refused: ["null", "\"\"", ""]), .flag("suffix-ranges"),
        .flag("user-ticket-header", latest: "on"),
        Known("query-name-rule", "free", ["free", "alnum"], refused: ["any", ""]),
        Known("name-filter", "exact", latest: "prefix", ["exact", "prefix"], refused: ["begins", ""]),
        Known("callback-address", "path", ["path", "appended"], refused: ["query", ""]),
        Known("both-roles", "least", ["least", "most"], refused: ["both", ""]),
        Known("empty-flags", "absent", ["absent", "refused"], refused: ["false", ""]),
        Known("unreadable-literals", "no-rows", ["no-rows", "refused"], refused: ["norows", ""]),
        .number("journal-capacity", 1000, 0...100_000),
        Known("journal-body-bytes", "4096", ["off", "0", "1048576"], refused: ["-1", "1048577", "none", ""]),
        .number("sandbox-limit", 10000, 0...100_000), .limit("sandbox-idle-expiry-seconds", "off", 9_999_999),
        .number("connection-limit", 16384, 1...1_000_000), .number("request-deadline-seconds", 60, 1...86400),
        .number("idle-timeout-seconds", 130, 1...86400),
        .number("body-budget-bytes", 67_108_864, 65536...(1 << 40)),
    ]

    /// The choices of the token endpoint.
    private static let tokenKnown: [Known] = [
        .number("token-lifetime-jitter-seconds", 0, 0...86400),
        Known("token-expires-in", "shortened", ["shortened", "full"], refused: ["3599", ""]),
        Known("token-trim", "on", latest: "off", ["on", "off"], refused: ["true", ""]),
        Known("token-error-lines", "crlf", ["crlf", "blank"], refused: ["lf", ""]),
        Known("token-v1-id-token", "unsigned", ["unsigned", "signed"], refused: ["none", ""]),
        Known("token-issuer", "microsoft", ["microsoft", "own"], refused: ["http://x", ""]),
        Known("token-missing-resource", "graph", ["graph", "refused"], refused: ["900144", ""]),
        Known("token-basic-secret", "either", ["either", "encoded"], refused: ["raw", ""]),
        Known("token-two-credentials", "body", ["body", "refused"], refused: ["header", ""]),
        Known("token-wrong-method", "json", ["json", "html"], refused: ["405", ""]),
        Known("token-repeated-assertion", "accepted", ["accepted", "refused"], refused: ["once", ""]),
        Known(
            "token-graph-audience-end", "off", ["off", "2025-11-01"],
            refused: ["2025-13-01", "2025-1-1", "on", "", "2025-11-01T00:00:00Z"]),
        Known("token-secret-end", "off", ["off", "2026-07-01"], refused: ["2026-7-1", "on", ""]),
        Known("audience-rule", "2021", latest: "2026", ["2021", "2024", "2026"], refused: ["2023", "off", ""]),
        Known(
            "token-mfa", "off", latest: "2026-04-01", ["off", "on", "2026-04-01", "share:0", "share:100"],
            refused: ["true", "", "share:101", "share:-1", "share:", "2026-4-1"]),
        .limit("token-lockout", "off", 1000), .limit("token-loop-limit", "off", 100_000),
        .limit("token-rate-limit", "off", 100_000), .number("refresh-token-idle-days", 90, 1...3650),
        Known("refresh-token-reuse", "accepted", ["accepted", "refused"], refused: ["off", ""]),
        Known(
            "token-sign-in", "off", latest: "page",
            ["off", "page", "auto", "deny", "avery.holt@harborlight.example"], refused: ["", "avery", "on", "a @b"]),
        Known("sign-in-factor", "given", ["given", "skipped", "declined"], refused: ["on", ""]),
        Known("consent", "granted", ["granted", "ask"], refused: ["on", ""]),
        .flag("session-state", latest: "on"),
        Known(
            "device-sign-in", "as-sign-in",
            ["as-sign-in", "manual", "after:0", "after:1", "after:1000", "decline", "expire"],
            refused: ["", "after", "after:", "after:-1", "after:1001", "on"]),
        .flag("device-slow-down"), Known("device-error-status", "400", ["400", "200"], refused: ["500", ""]),
        .flag("origin-rule", latest: "on"),
        Known("fic-errors", "2022", latest: "2025", ["2022", "2025"], refused: ["2021", ""]),
        Known("mfa-refusal", "2019", latest: "2026", ["2019", "2026"], refused: ["2021", ""]),
        .flag("mfa-header", latest: "on"),
    ]

    private func value(_ name: String, _ settings: Settings) -> String? {
        Settings.entries.first { $0.name == name }?.value(in: settings)
    }

    @Test("The settings are those of Appendix D, in its order, each with its accepted values")
    func names() {
        #expect(Settings.entries.map(\.name) == Self.known.map(\.name))
        for entry in Settings.entries {
            #expect(!entry.summary.isEmpty && !entry.source.isEmpty && !entry.accepted.isEmpty)
        }
    }

    @Test("A setting has the edition's default", arguments: known)
    func defaults(_ known: Known) {
        #expect(value(known.name, Settings()) == known.standard)
        #expect(value(known.name, Settings(edition: .year2021)) == known.standard)
        #expect(value(known.name, Settings(edition: .year2023)) == known.later)
        #expect(value(known.name, Settings(edition: .year2026)) == known.latest)
    }

    @Test("A setting accepts each of its values in any letter case, and shows it", arguments: known)
    func takes(_ known: Known) throws {
        for text in known.values {
            for spelling in [text, text.uppercased()] {
                var settings = Settings()
                try settings.set(known.name.uppercased(), to: spelling)
                #expect(value(known.name, settings) == text)
                var back = settings
                try back.set(known.name, to: known.standard)
                #expect(back == Settings())
                #expect((settings == Settings()) == (text == known.standard))
            }
        }
    }

    @Test("An invalid value of a setting is refused with the accepted ones, and nothing changes", arguments: known)
    func refuses(_ known: Known) throws {
        var settings = Settings()
        try settings.set(known.name, to: try #require(known.values.last))
        let before = settings
        let accepted = try #require(Settings.entries.first { $0.name == known.name }).accepted
        for text in known.refused {
            #expect(throws: SettingsError.badValue(name: known.name, value: text, accepted: accepted)) {
                try settings.set(known.name, to: text)
            }
            #expect(settings == before, "\(text)")
        }
    }

    /// Former names with the current ones.
    static let formerNames: [(former: String, current: String)] = [
        ("interval-maximum", "max-recurrence-interval-hours"), ("all-spans", "allow-any-timespan"),
        ("start-lead-time", "start-lead-time-hours"), ("token-lifetime", "token-lifetime-seconds"),
        ("run-duration", "run-duration-seconds"), ("link-expiry", "link-expiry-hours"),
        ("query-time", "query-timeout-seconds"), ("query-memory", "query-memory-megabytes"),
        ("journal-entries", "journal-capacity"), ("journal-body", "journal-body-bytes"),
        ("sandbox-idle-expiry", "sandbox-idle-expiry-seconds"),
        ("token-lifetime-jitter", "token-lifetime-jitter-seconds"), ("form-trimming", "token-trim"),
    ]

    @Test("A former name sets the same values, in any letter case", arguments: formerNames)
    func formerName(_ former: String, _ current: String) throws {
        let known = try #require(Self.known.first { $0.name == current })
        for text in known.values {
            var (byFormer, byCurrent) = (Settings(), Settings())
            try byFormer.set(former.uppercased(), to: text)
            try byCurrent.set(current, to: text)
            #expect(byFormer == byCurrent)
        }
        var settings = Settings()
        let accepted = try #require(Settings.entries.first { $0.name == current }).accepted
        #expect(throws: SettingsError.badValue(name: current, value: "x", accepted: accepted)) {
            try settings.set(former, to: "x")
        }
    }

    @Test("The list of settings has each former name, and no name twice")
    func formerNamesAreListed() {
        let listed = Settings.entries.flatMap { entry in entry.aliases.map { [$0, entry.name] } }
        #expect(
            listed
                == Self.known.flatMap { known in
                    Self.formerNames.filter { $0.current == known.name }.map { [$0.former, $0.current] }
                })
        let names = Settings.entries.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
    }

    @Test("Trimming has the words of 2026, too", arguments: [("strict", "off"), ("lenient", "on")])
    func trimmingWords(_ word: String, _ value: String) throws {
        var settings = Settings()
        try settings.set("form-trimming", to: word.uppercased())
        #expect(self.value("token-trim", settings) == value)
    }

    @Test("The hosts of callbacks lose blanks and empty items")
    func hosts() throws {
        var settings = Settings()
        try settings.set("callback-targets", to: " a.example ; ;b.example;")
        #expect(settings.callbackTargets == ["a.example", "b.example"])
    }

    @Test(
        "An unknown name is refused with the nearest existing one",
        arguments: [
            ("test-row", "test-rows"), ("tokenlifetime", "token-lifetime-seconds"),
            ("token-lifetime-second", "token-lifetime-seconds"), ("all-span", "allow-any-timespan"),
            ("Quota-Query", "quota-queries"),
            ("catalog", "catalogue"), ("", nil), ("nonsense-altogether-unlike", nil),
        ])
    func unknown(_ name: String, _ nearest: String?) {
        var settings = Settings()
        #expect(throws: SettingsError.unknownName(name, nearest: nearest)) { try settings.set(name, to: "on") }
        #expect(settings == Settings())
    }

    @Test("Refusals read as one line")
    func descriptions() {
        #expect(
            SettingsError.unknownName("test-row", nearest: "test-rows").description
                == "unknown setting 'test-row'; did you mean 'test-rows'?")
        #expect(
            SettingsError.unknownName("x", nearest: nil).description
                == "unknown setting 'x'; 'insights-sim serve --help-settings' lists all settings")
        #expect(
            SettingsError.badValue(name: "line-end", value: "cr", accepted: "crlf | lf").description
                == "setting line-end: found 'cr'; expected crlf | lf")
    }
}
