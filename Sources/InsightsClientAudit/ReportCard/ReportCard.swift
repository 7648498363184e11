public import InsightsSimulator
public import InsightsTime

/// What a client did right and wrong, judged by what it sent: rules of good conduct, each with what was seen.
///
/// Pure: the same journal gives the same card, but for waits by the machine's clock. A rule that had nothing to judge
/// says so, and does not pass. No secret is in it.
public struct ReportCard: Sendable {
    /// What no document gives a number for.
    public struct Limits: Sendable {
        /// How long to wait, in seconds, before a pending execution is asked for again.
        public var pollingInterval: Int
        /// How often in a row an execution may be asked for while nothing is new.
        public var pollsInARow: Int

        /// Creates limits.
        public init(pollingInterval: Int = 60, pollsInARow: Int = 60) {
            self.pollingInterval = pollingInterval
            self.pollsInARow = pollsInARow
        }
    }

    /// One thing that speaks against a client.
    public struct Finding: Sendable, Equatable, CustomStringConvertible {
        /// The numbers of the journal's entries that show it; none where it was no request.
        public let entries: [Int]
        /// The tenant's instant at which it was seen; nil for what has none.
        public let time: Timestamp?
        /// What was seen.
        public let text: String

        /// All of it in one line: `entries 4, 5 at 2021-01-06T05:38:34Z: ...`.
        public var description: String {
            let numbers = entries.map { String($0) }.joined(separator: ", ")
            let place = entries.isEmpty ? "" : (entries.count == 1 ? "entry " : "entries ") + numbers
            let at = time.map { "at \($0)" } ?? ""
            return [[place, at].filter { !$0.isEmpty }.joined(separator: " "), text].filter { !$0.isEmpty }
                .joined(separator: ": ")
        }
    }

    /// What came of a rule.
    public enum Grade: Sendable, Equatable {
        /// It was kept, and what shows that.
        case passed(String)
        /// It was broken, each time with what shows it.
        case failed([Finding])
        /// There was nothing to judge, and why.
        case notApplicable(String)
    }

    /// A rule and what came of it.
    public struct Mark: Sendable, Equatable {
        /// The rule.
        public let rule: ReportCardRule
        /// What came of it.
        public let grade: Grade
    }

    /// Every rule, in the order of `ReportCardRule.allCases`.
    public let marks: [Mark]
    /// How many requests were no longer in the journal, and so not judged.
    public let droppedCount: Int

    /// Judges entries and events of one tenant.
    ///
    /// - Parameters:
    ///   - entries: the requests, oldest first.
    ///   - events: what else happened.
    ///   - droppedCount: how many requests are no longer among the entries.
    ///   - foreignHosts: hosts that are not the service's and that the client wanted; nil where nobody watched.
    ///   - limits: what no document gives a number for.
    public init(
        entries: [JournalEntry], events: [JournalEvent] = [], droppedCount: Int = 0, foreignHosts: [String]? = nil,
        limits: Limits = Limits()
    ) {
        let history = ClientHistory(entries: entries, events: events, foreignHosts: foreignHosts, limits: limits)
        marks = ReportCardRule.allCases.map { Mark(rule: $0, grade: $0.judge(history)) }
        self.droppedCount = droppedCount
    }

    /// Judges what is in a journal.
    public init(journal: RequestJournal, foreignHosts: [String]? = nil, limits: Limits = Limits()) {
        self.init(
            entries: journal.entries(), events: journal.events, droppedCount: journal.droppedCount,
            foreignHosts: foreignHosts, limits: limits)
    }

    /// What came of a rule.
    public subscript(rule: ReportCardRule) -> Grade {
        // One mark for each rule, in order.
        marks[ReportCardRule.allCases.firstIndex(of: rule) ?? 0].grade
    }

    /// The rules that were broken.
    public var failures: [Mark] {
        marks.filter { if case .failed = $0.grade { true } else { false } }
    }

    /// How many rules were kept, broken, and not applicable.
    public var counts: (passed: Int, failed: Int, notApplicable: Int) {
        let passed = marks.count { if case .passed = $0.grade { true } else { false } }
        return (passed, failures.count, marks.count - passed - failures.count)
    }
}

extension Simulator {
    /// Judges whoever has called the default tenant so far: `#expect(simulator.reportCard.failures.isEmpty)`.
    public var reportCard: ReportCard { ReportCard(journal: defaultSandbox.journal) }
}
