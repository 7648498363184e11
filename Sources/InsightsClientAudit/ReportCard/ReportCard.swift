public import InsightsSimulator
public import InsightsTime

/// A card of good conduct: each rule for clients with its grade, judged by the client's requests.
///
/// It is a pure function of the journal. A rule without anything to judge is not applicable, and does not pass. The
/// card contains no secrets.
public struct ReportCard: Sendable {
    /// The limits for which no document gives a number.
    public struct Limits: Sendable {
        /// The shortest interval between polls of a pending execution, in seconds.
        public var pollingInterval: Int
        /// The greatest number of consecutive polls without news.
        public var pollsInARow: Int

        /// Creates limits.
        public init(pollingInterval: Int = 60, pollsInARow: Int = 60) {
            self.pollingInterval = pollingInterval
            self.pollsInARow = pollsInARow
        }
    }

    /// An observation that a rule was broken.
    public struct Finding: Sendable, Equatable, CustomStringConvertible {
        /// The sequence numbers of the journal entries that show it; empty if it is not about a request.
        public let entries: [Int]
        /// The time on the tenant's clock; nil if it is unknown.
        public let time: Timestamp?
        /// The observation in words.
        public let text: String

        /// The finding in one line: `entries 4, 5 at 2021-01-06T05:38:34Z: ...`.
        public var description: String {
            let numbers = entries.map { String($0) }.joined(separator: ", ")
            let place = entries.isEmpty ? "" : (entries.count == 1 ? "entry " : "entries ") + numbers
            let at = time.map { "at \($0)" } ?? ""
            return [[place, at].filter { !$0.isEmpty }.joined(separator: " "), text].filter { !$0.isEmpty }
                .joined(separator: ": ")
        }
    }

    /// The grade of a rule.
    public enum Grade: Sendable, Equatable {
        /// The client followed the rule, with the reason.
        case passed(String)
        /// The client broke the rule, with every occurrence.
        case failed([Finding])
        /// There was nothing to judge, with the reason.
        case notApplicable(String)
    }

    /// A rule and its grade.
    public struct Verdict: Sendable, Equatable {
        /// The rule that was judged.
        public let rule: ReportCardRule
        /// The grade for the rule.
        public let grade: Grade
    }

    /// The marks of all rules, in the order of `ReportCardRule.allCases`.
    public let verdicts: [Verdict]
    /// The number of requests that were not judged because the journal had dropped them.
    public let droppedCount: Int

    /// Judges entries and events of one tenant.
    ///
    /// - Parameters:
    ///   - entries: the requests, oldest first.
    ///   - events: the events, such as callbacks.
    ///   - droppedCount: the number of requests missing from the entries.
    ///   - foreignHosts: other hosts that the client tried to reach; nil if that was not observed.
    ///   - limits: the limits for which no document gives a number.
    ///   - usesMachineClock: whether the client lives by the machine's clock, as real ones do. A token has then expired
    ///     only by both clocks.
    public init(
        entries: [JournalEntry], events: [JournalEvent] = [], droppedCount: Int = 0, foreignHosts: [String]? = nil,
        limits: Limits = Limits(), usesMachineClock: Bool = true
    ) {
        let history = ClientHistory(
            entries: entries, events: events, foreignHosts: foreignHosts, limits: limits,
            usesMachineClock: usesMachineClock)
        verdicts = ReportCardRule.allCases.map { Verdict(rule: $0, grade: $0.judge(history)) }
        self.droppedCount = droppedCount
    }

    /// Judges the entries and events of a journal.
    public init(
        journal: RequestJournal, foreignHosts: [String]? = nil, limits: Limits = Limits(), usesMachineClock: Bool = true
    ) {
        self.init(
            entries: journal.entries(), events: journal.events, droppedCount: journal.droppedCount,
            foreignHosts: foreignHosts, limits: limits, usesMachineClock: usesMachineClock)
    }

    /// The grade of a rule.
    public subscript(rule: ReportCardRule) -> Grade {
        // There is one mark for each rule, in order.
        verdicts[ReportCardRule.allCases.firstIndex(of: rule) ?? 0].grade
    }

    /// The marks of the rules that the client broke.
    public var failures: [Verdict] {
        verdicts.filter { if case .failed = $0.grade { true } else { false } }
    }

    /// The numbers of rules that passed, failed and were not applicable.
    public var counts: (passed: Int, failed: Int, notApplicable: Int) {
        let passed = verdicts.count { if case .passed = $0.grade { true } else { false } }
        return (passed, failures.count, verdicts.count - passed - failures.count)
    }
}

extension Simulator {
    /// The report card of the default tenant's client so far: `#expect(simulator.reportCard.failures.isEmpty)`.
    public var reportCard: ReportCard { ReportCard(journal: defaultSandbox.journal) }
}
