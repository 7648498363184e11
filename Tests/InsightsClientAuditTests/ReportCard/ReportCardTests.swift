import InsightsAPI
import InsightsClientAudit
import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import Testing

@Suite("The report card")
struct ReportCardTests {
    /// The conduct of a client and the verdict of a rule about it.
    struct Conduct: Sendable, CustomTestStringConvertible {
        /// The grade without its words: for a failure, the entries of each finding.
        enum Expected: Equatable, Sendable {
            case passed
            case failed([[Int]])
            case notApplicable
        }

        let rule: ReportCardRule
        let name: String
        let steps: [ScriptedClient.Step]
        var callbackStatus = 200
        /// The distance of the machine's clock from the tenant's, in seconds.
        var machineOffset = 0
        var foreignHosts: [String]?
        /// A part of the first finding's text, or of the reason.
        var words = ""
        let expected: Expected

        var testDescription: String { "\(rule.rawValue): \(name)" }
    }

    private static let datasets = ScriptedClient.Step.get("ScheduledDataset")
    private static let badQuery = ScriptedClient.Step.post(
        "ScheduledQueries", #"{"Query":"SELECT Nothing from ISVOrder","Name":"Q"}"#)
    private static let fourHours = 4 * 3600
    private static let fiveYears = 5 * 365 * 86_400
    private static let ready: [ScriptedClient.Step] = [
        .token, .report(callback: false), .wait(fourHours), .token, .executions,
    ]
    private static let throttled = ScriptedClient.Step.faults([
        FaultRule(.throttled(retryAfter: 30), route: .datasets, nth: 1)
    ])
    private static let loginHost = [(name: "Host", value: "login.microsoftonline.com")]
    private static let serviceHost = [(name: "Host", value: "api.partnercenter.microsoft.com")]
    private static let otherPort = [(name: "Host", value: "api.partnercenter.microsoft.com:8443")]
    private static let ownPort = [(name: "Host", value: "api.partnercenter.microsoft.com:443")]

    static let conducts: [Conduct] = [
        Conduct(rule: .tokenFirst, name: "token, then call", steps: [.token, datasets], expected: .passed),
        Conduct(
            rule: .tokenFirst, name: "call, then token",
            steps: [.getWithoutToken("ScheduledDataset"), .token, datasets],
            words: "was sent without a token, with the response 401", expected: .failed([[1]])),
        Conduct(rule: .tokenFirst, name: "no call", steps: [.token], expected: .notApplicable),

        Conduct(rule: .tokenReused, name: "one token for all", steps: [.token, datasets, datasets], expected: .passed),
        Conduct(
            rule: .tokenReused, name: "one token for each", steps: [.token, datasets, .token, datasets],
            words: "works for 3600 s more; 2 calls with 2 tokens", expected: .failed([[1, 3]])),
        Conduct(
            rule: .tokenReused, name: "another one since the first was refused",
            steps: [.faults([FaultRule(.expiredToken, nth: 1)]), .token, datasets, .token, datasets],
            expected: .passed),
        Conduct(
            rule: .tokenReused, name: "another one five minutes before the end",
            steps: [.token, datasets, .wait(3300), .token, datasets], expected: .passed),
        Conduct(
            rule: .tokenReused, name: "one token for each, by a clock years behind the machine's",
            steps: [.token, datasets, .token, datasets], machineOffset: fiveYears, words: "by the machine's clock",
            expected: .notApplicable),
        Conduct(
            rule: .tokenReused, name: "one token for all, by a clock years behind the machine's",
            steps: [.token, datasets, datasets], machineOffset: fiveYears, expected: .passed),
        Conduct(
            rule: .tokenReused, name: "one token for each, by a clock years ahead of the machine's",
            steps: [.token, datasets, .token, datasets], machineOffset: -fiveYears,
            words: "works for 3600 s more; 2 calls with 2 tokens", expected: .failed([[1, 3]])),
        Conduct(
            rule: .tokenReused, name: "another one that the machine's clock demands",
            steps: [.token, datasets, .waitByMachine(3300), .token, datasets], expected: .notApplicable),
        Conduct(rule: .tokenReused, name: "one call", steps: [.token, datasets], expected: .notApplicable),

        Conduct(
            rule: .tokenRenewedInTime, name: "renewed before",
            steps: [.token, datasets, .wait(3300), .token, .wait(600), datasets], expected: .passed),
        Conduct(
            rule: .tokenRenewedInTime, name: "kept for ever", steps: [.token, datasets, .wait(3610), datasets],
            words: "the token of entry 1 had been over for 10 s", expected: .failed([[1, 3]])),
        Conduct(
            rule: .tokenRenewedInTime, name: "kept while the tenant's clock alone moves",
            steps: [.token, datasets, .moveClock(3610), datasets], expected: .notApplicable),
        Conduct(
            rule: .tokenRenewedInTime, name: "kept for ever by a clock years behind the machine's",
            steps: [.token, datasets, .wait(3610), datasets], machineOffset: fiveYears,
            words: "the token of entry 1 had been over for 10 s", expected: .failed([[1, 3]])),
        Conduct(
            rule: .tokenRenewedInTime, name: "kept by expires_on, by a clock years ahead of the machine's",
            steps: [.token, datasets, .wait(3610), datasets], machineOffset: -fiveYears, expected: .notApplicable),
        Conduct(
            rule: .tokenRenewedInTime, name: "never so long", steps: [.token, datasets, .wait(3000), datasets],
            expected: .notApplicable),

        Conduct(
            rule: .tokenRenewedOnce, name: "one for calls at the same time",
            steps: [.token, .atOnce([testQuery, testQuery])], expected: .passed),
        Conduct(
            rule: .tokenRenewedOnce, name: "two requests at the same time",
            steps: [.atOnce([.token, .token]), datasets], words: "overlapped", expected: .failed([[1, 2]])),
        Conduct(
            rule: .tokenRenewedOnce, name: "two in the same instant", steps: [.token, .token, datasets],
            words: "before the last", expected: .failed([[1, 2]])),
        Conduct(
            rule: .tokenRenewedOnce, name: "nothing at the same time", steps: [.token, datasets],
            expected: .notApplicable),

        Conduct(
            rule: .downloadWithoutToken, name: "the link alone", steps: ready + [.download([])], expected: .passed),
        Conduct(
            rule: .downloadWithoutToken, name: "with the token",
            steps: ready + [.download([(name: "Authorization", value: "Bearer @token")])],
            words: "an Authorization header was sent to /reports/", expected: .failed([[6]])),
        Conduct(rule: .downloadWithoutToken, name: "no file", steps: [.token], expected: .notApplicable),

        Conduct(
            rule: .retryAfter, name: "waits", steps: [throttled, .token, datasets, .wait(30), datasets],
            expected: .passed),
        Conduct(
            rule: .retryAfter, name: "a second too early", steps: [throttled, .token, datasets, .wait(29), datasets],
            words: "repeated after 29 s; Retry-After asked for 30 s", expected: .failed([[2, 3]])),
        Conduct(
            rule: .retryAfter, name: "gives up", steps: [throttled, .token, datasets], expected: .notApplicable),
        Conduct(rule: .retryAfter, name: "never asked to", steps: [.token, datasets], expected: .notApplicable),

        Conduct(
            rule: .waitsForSlot, name: "waits",
            steps: [.token, .report(callback: false), completed, .wait(fourHours), .token, completed],
            expected: .passed),
        Conduct(
            rule: .waitsForSlot, name: "asks before",
            steps: [.token, .report(callback: false), completed, .wait(3000), completed],
            words: "polled again 11400 s before the report's slot, 2021-01-06T09:00:00Z", expected: .failed([[4, 5]])),
        Conduct(
            rule: .waitsForSlot, name: "asks once", steps: [.token, .report(callback: false), completed],
            expected: .notApplicable),

        Conduct(
            rule: .boundedPolling, name: "once a minute",
            steps: [.token, .report(callback: false), .executions, .wait(60), .executions], expected: .passed),
        Conduct(
            rule: .boundedPolling, name: "once a second",
            steps: [.token, .report(callback: false), .executions, .wait(1), .executions, .wait(59), .executions],
            words: "polled again after 1 s; at least 60 s are expected", expected: .failed([[4, 5], [5, 6]])),
        Conduct(
            rule: .boundedPolling, name: "without end",
            steps: [.token, .report(callback: false)]
                + Array(repeating: [.executions, .wait(60)], count: 58).flatMap(\.self)
                + [.token] + Array(repeating: [.executions, .wait(60)], count: 4).flatMap(\.self),
            words: "polled more than 60 times in a row", expected: .failed([[65]])),
        Conduct(rule: .boundedPolling, name: "once", steps: ready, expected: .notApplicable),

        Conduct(
            rule: .noRetryOf400, name: "changed", steps: [.token, badQuery, .report(callback: false)],
            expected: .passed),
        Conduct(
            rule: .noRetryOf400, name: "as it was", steps: [.token, badQuery, datasets, badQuery],
            words: "POST /insights/v1/cmp/ScheduledQueries again, as it was", expected: .failed([[2, 4]])),
        Conduct(
            rule: .noRetryOf400, name: "again after something was changed",
            steps: [.token, badQuery, .report(callback: false), badQuery], expected: .passed),
        Conduct(rule: .noRetryOf400, name: "no 400", steps: [.token, datasets], expected: .notApplicable),

        Conduct(
            rule: .gzip, name: "taken as it comes",
            steps: ready + [.download([(name: "Accept-Encoding", value: "identity")])], expected: .passed),
        Conduct(
            rule: .gzip, name: "asked for again in another encoding",
            steps: ready + [.download([(name: "Accept-Encoding", value: "gzip")]), .download([])],
            words: "the same file again, with Accept-Encoding missing after 'gzip'", expected: .failed([[6, 7]])),
        Conduct(rule: .gzip, name: "no file", steps: [.token], expected: .notApplicable),

        Conduct(
            rule: .callbackAcknowledged, name: "taken", steps: [.token, .report(callback: true), .wait(fourHours)],
            expected: .passed),
        Conduct(
            rule: .callbackAcknowledged, name: "refused", steps: [.token, .report(callback: true), .wait(fourHours)],
            callbackStatus: 500, words: "try 1, had the response 500", expected: .failed([[]])),
        Conduct(
            rule: .callbackAcknowledged, name: "too late", steps: [.token, .report(callback: true), .wait(fourHours)],
            callbackStatus: 0, words: "had no response: the receiver took longer than 10 s", expected: .failed([[]])),
        Conduct(
            rule: .callbackAcknowledged, name: "a fault's doing",
            steps: [
                .token, .report(callback: true), .faults([FaultRule(.failedCallback(status: 500), limit: 1)]),
                .wait(fourHours),
            ], expected: .notApplicable),
        Conduct(rule: .callbackAcknowledged, name: "none", steps: ready, expected: .notApplicable),

        Conduct(
            rule: .rightHosts, name: "only the service", steps: [.token, datasets], foreignHosts: [],
            expected: .passed),
        Conduct(
            rule: .rightHosts, name: "another host", steps: [.token, datasets],
            foreignHosts: ["telemetry.example"], words: "'telemetry.example'", expected: .failed([[]])),
        Conduct(
            rule: .rightHosts, name: "a library that looks for a managed identity", steps: [.token, datasets],
            foreignHosts: ["169.254.169.254"], words: "169.254.169.254 was probed", expected: .passed),
        Conduct(
            rule: .rightHosts, name: "a managed identity and another host", steps: [.token, datasets],
            foreignHosts: ["169.254.169.254", "telemetry.example"], words: "'telemetry.example'",
            expected: .failed([[]])),
        Conduct(
            rule: .rightHosts, name: "a call to the token endpoint's host",
            steps: [.token, .send(.get, "/insights/v1/cmp/ScheduledDataset", loginHost)],
            words: "was sent to login.microsoftonline.com", expected: .failed([[2]])),
        Conduct(
            rule: .rightHosts, name: "the right host without TLS",
            steps: [
                .token,
                .send(.get, "http://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset", serviceHost),
            ],
            words: "was sent to api.partnercenter.microsoft.com without TLS", expected: .failed([[2]])),
        Conduct(
            rule: .rightHosts, name: "the right host at another port",
            steps: [.token, .send(.get, "/insights/v1/cmp/ScheduledDataset", otherPort)],
            words: "was sent to api.partnercenter.microsoft.com:8443", expected: .failed([[2]])),
        Conduct(
            rule: .rightHosts, name: "the right host at its port, written out",
            steps: [.token, .send(.get, "/insights/v1/cmp/ScheduledDataset", ownPort)], foreignHosts: [],
            expected: .passed),
        Conduct(rule: .rightHosts, name: "nobody watched", steps: [.token, datasets], expected: .notApplicable),

        Conduct(
            rule: .noSecretInAddress, name: "none", steps: [.token, datasets], expected: .passed),
        Conduct(
            rule: .noSecretInAddress, name: "the client secret",
            steps: [.tokenAt("?client_secret=whatever-it-is"), datasets], words: "<client secret> in the address",
            expected: .failed([[1]])),
        Conduct(
            rule: .noSecretInAddress, name: "a token",
            steps: [.token, .get("ScheduledDataset?access_token=eyJhbGciOi.eyJhdWQiOiJo.c2lnbmF0dXJl")],
            words: "<bearer token> in the address", expected: .failed([[2]])),
        Conduct(rule: .noSecretInAddress, name: "no request", steps: [], expected: .notApplicable),
    ]

    private static let completed = ScriptedClient.Step.executionsWith("executionStatus=Completed")
    /// A query that is long enough for a worker, so that two of them overlap.
    private static let testQuery = ScriptedClient.Step.get(
        "ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId,OfferName,OrderStatus,CustomerName,CustomerCountry"
            + "%20FROM%20ISVOrder%20ORDER%20BY%20OrderId,OfferName,OrderStatus,CustomerName,CustomerCountry")

    @Test(
        "Each rule passes a good client, fails a bad one, and skips one that gives it nothing to judge",
        arguments: conducts)
    func conduct(_ conduct: Conduct) throws {
        let client = try ScriptedClient(
            callbackStatus: conduct.callbackStatus, machineOffset: conduct.machineOffset)
        try client.play(conduct.steps)
        let card = ReportCard(journal: client.simulator.defaultSandbox.journal, foreignHosts: conduct.foreignHosts)
        let grade = card[conduct.rule]
        switch grade {
        case .passed(let words):
            #expect(conduct.expected == .passed, "\(words)")
            #expect(!words.isEmpty)
            #expect(conduct.words.isEmpty || words.contains(conduct.words), "\(words)")
        case .notApplicable(let reason):
            #expect(conduct.expected == .notApplicable, "\(reason)")
            #expect(conduct.words.isEmpty || reason.contains(conduct.words), "\(reason)")
        case .failed(let findings):
            #expect(conduct.expected == .failed(findings.map(\.entries)), "\(findings)")
            #expect(findings.first?.description.contains(conduct.words) == true, "\(findings)")
        }
    }

    @Test("Every rule has a test with a good client, a bad one, and one that gives it nothing to judge")
    func everyRule() {
        for rule in ReportCardRule.allCases {
            let expected = Self.conducts.filter { $0.rule == rule }.map(\.expected)
            #expect(expected.contains(.passed) && expected.contains(.notApplicable), "\(rule)")
            #expect(expected.contains { if case .failed = $0 { true } else { false } }, "\(rule)")
        }
    }

    @Test("A journal without requests passes nothing")
    func nothing() throws {
        let card = try Simulator().reportCard
        #expect(card.counts == (0, 0, ReportCardRule.allCases.count))
    }

    @Test(
        "The same calls give the same card, which has no secret, lists what it could not judge, and fits every report")
    func checks() throws {
        var settings = Settings()
        try settings.set("journal-capacity", to: "4")
        let cards = try (1...2).map { _ in
            let client = try ScriptedClient(settings)
            try client.play([
                .token, .tokenAt("?client_secret=whatever-it-is"), Self.datasets, Self.badQuery, Self.badQuery,
            ])
            return client.simulator.reportCard
        }
        #expect(cards[0].text() == cards[1].text())
        #expect(cards[0].droppedCount == 1)
        #expect(cards[0].text().contains("not judged: 1 earlier requests"))
        #expect(!cards[0].text().contains("eyJ") && !cards[0].text().contains("whatever"))
        let checks = cards[0].checks(place: " of tenant x")
        #expect(checks.map(\.id) == ReportCardRule.allCases.map { "\($0.rawValue) of tenant x" })
        let report = CheckReport(suite: "s", subject: "c", checks: checks, seconds: 0)
        #expect(report.count(.failed) == cards[0].failures.count)
        #expect(JUnitFormat().text(of: report).contains("entries 4, 5 at 2021-01-06T05:00:00Z: POST"))
    }
}
