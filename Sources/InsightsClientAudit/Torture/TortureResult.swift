import InsightsAPI
import InsightsJSON
public import InsightsSimulator

/// How a client handled one call with a fault.
public struct TortureResult: Sendable {
    /// The possible outcomes, worst first.
    public enum Outcome: String, CaseIterable, Sendable {
        /// It sent a token or a secret where it does not belong.
        case leaked = "leaked a token"
        /// It created the same thing twice.
        case duplicated = "duplicated a write"
        /// It exceeded its time limit.
        case hung
        /// It reported a failure.
        case failed = "failed cleanly"
        /// It did not make the call.
        case notReached = "not reached"
        /// It succeeded in spite of the fault.
        case recovered

        /// Whether the outcome is always a failure.
        public var isProblem: Bool { [.leaked, .duplicated, .hung].contains(self) }
    }

    /// The call and its fault.
    public let trial: TortureTrial
    /// All outcomes, worst first; never empty.
    public let outcomes: [Outcome]
    /// The evidence; it contains no secrets.
    public let detail: String
    /// How long the run took.
    public let seconds: Double
    /// Whether the only proof of a repeated write went through a proxy.
    ///
    /// HTTP libraries such as urllib3 repeat a POST behind a proxy that they would not repeat directly. They take the
    /// lost connection for a failure of the proxy. So the trial is run once more without a proxy, and the verdict is
    /// `checked(against:first:seconds:)`.
    public let needsDirectRun: Bool

    /// The worst outcome.
    public var outcome: Outcome { outcomes.first ?? .notReached }

    /// Judges a run by its result and that of the first run, which had no fault.
    public init(_ trial: TortureTrial, _ run: ClientRunResult, first: ClientRunResult, seconds: Double) {
        self.trial = trial
        self.seconds = seconds
        let entries = run.entries
        var outcomes: [Outcome] = []
        var details: [String] = []
        if let leak = Self.leak(entries) {
            outcomes.append(.leaked)
            details.append(leak)
        }
        let duplicate = Self.duplicate(entries, first.entries)
        if let duplicate {
            outcomes.append(.duplicated)
            details.append(duplicate)
        }
        let faulted = entries.first { $0.fault != nil }
        needsDirectRun = duplicate != nil && faulted?.isByPublicName == true
        switch run.ending {
        case .timedOut:
            outcomes.append(.hung)
            details.append("it \(run.ending)" + (faulted == nil ? ", before such a call" : ""))
        case .exited(0) where faulted == nil:
            outcomes.append(.notReached)
            details.append("this run made no such call")
        case .exited(0):
            outcomes.append(.recovered)
            details.append(
                Self.isRepeated(faulted, entries, first.entries)
                    ? "it made the call again" : "it did not need the call")
        case .exited, .killed:
            outcomes.append(.failed)
            details.append("it \(run.ending)" + (faulted == nil ? ", before such a call" : ""))
        }
        self.outcomes = outcomes
        detail = details.joined(separator: "; ")
    }

    private init(_ other: TortureResult, outcomes: [Outcome], detail: String, extraSeconds: Double) {
        trial = other.trial
        self.outcomes = outcomes
        self.detail = detail
        seconds = other.seconds + extraSeconds
        needsDirectRun = false
    }

    // MARK: The check without a proxy

    /// Returns the verdict after the same trial without a proxy.
    ///
    /// A write that only the library repeated, behind the proxy, is not the client's fault.
    public func checked(against direct: ClientRunResult, first: ClientRunResult, seconds: Double) -> TortureResult {
        guard direct.entries.contains(where: { $0.fault != nil }) else {
            return unchecked(because: "the client, without a proxy, made no such call", seconds: seconds)
        }
        let other = TortureResult(trial, direct, first: first, seconds: seconds)
        guard !other.outcomes.contains(.duplicated) else {
            return TortureResult(
                self, outcomes: outcomes, detail: "\(detail); the same without a proxy", extraSeconds: seconds)
        }
        let kept = outcomes.filter { $0 == .leaked && !other.outcomes.contains(.leaked) }
        return TortureResult(
            self, outcomes: kept + other.outcomes,
            detail: "\(detail); not so without a proxy: \(other.detail)", extraSeconds: seconds)
    }

    /// Returns the same verdict with the reason why it could not be checked without a proxy.
    public func unchecked(because reason: String, seconds: Double = 0) -> TortureResult {
        TortureResult(
            self, outcomes: outcomes, detail: "\(detail); not checked without a proxy: \(reason)",
            extraSeconds: seconds)
    }

    // MARK: Signs

    /// Returns the first evidence of a token or a secret where it does not belong.
    public static func leak(_ entries: [JournalEntry]) -> String? {
        let card = ReportCard(entries: entries)
        for rule in [ReportCardRule.downloadWithoutToken, .noSecretInAddress] {
            if case .failed(let findings) = card[rule] { return findings.first.map { "\($0)" } }
        }
        // The host that received the call also received the token.
        if case .failed(let findings) = card[.rightHosts] { return findings.first.map { "\($0)" } }
        return nil
    }

    /// Returns the resource that was created more often than in the first run; nil if there is none.
    ///
    /// Content that is new in this run, for example because it contains a time, may be created once.
    private static func duplicate(_ entries: [JournalEntry], _ first: [JournalEntry]) -> String? {
        let expected = Dictionary(grouping: first.filter(\.isCreation), by: \.creation)
        for (creation, made) in Dictionary(grouping: entries.filter(\.isCreation), by: \.creation).sorted(by: {
            $0.value[0].sequence < $1.value[0].sequence
        }) where made.count > max(1, expected[creation]?.count ?? 0) {
            let numbers = made.map { String($0.sequence) }.joined(separator: ", ")
            return "entries \(numbers): \(made[0].method) \(made[0].target) made the same \(made.count) times"
        }
        return repeatedWrite(entries, first)
    }

    /// Returns a write that succeeded although its response was lost, and was repeated with other content.
    ///
    /// The sign is that more resources remain than in the first run.
    private static func repeatedWrite(_ entries: [JournalEntry], _ first: [JournalEntry]) -> String? {
        guard let faulted = entries.first(where: { $0.fault != nil }), faulted.isCreation else { return nil }
        let kept = { (entries: [JournalEntry]) in
            entries.count { $0.isCreation && $0.route == faulted.route }
                - entries.count { $0.isDeletion(ofWhat: faulted.route) }
        }
        guard kept(entries) > kept(first) else { return nil }
        let later = entries.filter { $0.isCreation && $0.route == faulted.route && $0.sequence > faulted.sequence }
        let numbers = ([faulted] + later).map { String($0.sequence) }.joined(separator: ", ")
        return "entries \(numbers): \(faulted.method) \(faulted.target) was done, and again with another content"
    }

    /// Returns whether the call with the fault was made more often than in the first run.
    private static func isRepeated(
        _ faulted: JournalEntry?, _ entries: [JournalEntry], _ first: [JournalEntry]
    ) -> Bool {
        guard let faulted else { return false }
        let isSame: (JournalEntry) -> Bool = {
            $0.method == faulted.method && $0.target.prefix { $0 != "?" } == faulted.target.prefix { $0 != "?" }
        }
        return entries.count(where: isSame) > first.count(where: isSame)
    }

    /// Returns the result for scripts; `command` runs the trial again.
    func json(command: String) -> JSONValue {
        .object([
            "pair": .string(trial.id), "route": .string(trial.route.rawValue), "call": .integer(trial.number),
            "fault": .string(trial.fault.rawValue), "outcome": .string(outcome.rawValue),
            "outcomes": .array(outcomes.map { .string($0.rawValue) }), "detail": .string(detail),
            "command": .string(command),
        ])
    }
}

extension JournalEntry {
    /// Whether the call created something, regardless of whether its response arrived.
    fileprivate var isCreation: Bool { [.createQuery, .createReport].contains(route) && status == 200 }

    /// Returns whether the call deleted something that a route creates.
    fileprivate func isDeletion(ofWhat route: Operation) -> Bool {
        self.route == (route == .createQuery ? .deleteQuery : .deleteReport) && status == 200
    }

    /// Whether the client called the service by its public name, which leads through a proxy.
    fileprivate var isByPublicName: Bool {
        request.field("Host").flatMap { ServiceHosts.role(ofAuthority: Array($0.lowercased().utf8)[...]) } != nil
    }

    /// The identity of the created resource: path and content.
    fileprivate var creation: [String] { [target, request.body ?? "\(request.bodyBytes ?? 0) bytes"] }
}
