import InsightsContracts
package import InsightsJSON

/// The report of a run against wire mutants.
package struct WireReport: Sendable {
    /// The verdicts, in the order of the mutants.
    package let verdicts: [WireVerdict]
    /// The exceptions.
    package let exceptions: WireExceptions
    /// The number of cases that judged.
    package let cases: Int
    /// The duration in seconds.
    package let seconds: Double
    /// Whether every mutant was to be judged, so that an exception without a survivor is an error.
    package let isComplete: Bool
    /// The cases that refuse a server with every survivor at once; nil if that was not tried.
    package var refusals: [(id: String, reason: String)]?
    /// The cases that refuse no mutant for what they claim; nil if that was not tried.
    package var idleCases: [String]?

    /// Creates a report.
    package init(
        _ verdicts: [WireVerdict], exceptions: WireExceptions, cases: Int, seconds: Double, isComplete: Bool,
        refusals: [(id: String, reason: String)]? = nil
    ) {
        self.verdicts = verdicts
        self.exceptions = exceptions
        self.cases = cases
        self.seconds = seconds
        self.isComplete = isComplete && !verdicts.contains { if case .notJudged = $0.outcome { true } else { false } }
        self.refusals = refusals
    }

    /// Whether any mutant was begun in time.
    package var hasVerdicts: Bool {
        verdicts.contains { if case .notJudged = $0.outcome { false } else { true } }
    }

    /// The survivors that no exception explains.
    package var survivors: [WireVerdict] {
        verdicts.filter { $0.isSurvivor && exceptions.entry(for: $0.mutant) == nil }
    }

    /// The survivors that an exception explains.
    package var explained: [WireVerdict] {
        verdicts.filter { $0.isSurvivor && exceptions.entry(for: $0.mutant) != nil }
    }

    /// The exceptions that explain no survivor; empty unless every mutant was judged.
    package var stale: [WireExceptions.Entry] {
        guard isComplete else { return [] }
        let names = verdicts.filter(\.isSurvivor).map(\.mutant.name)
        let stale = exceptions.entries.filter { entry in !names.contains(where: entry.pattern.matches) }
        guard let idleCases else { return stale }
        return stale + exceptions.cases.filter { entry in !idleCases.contains(where: entry.pattern.matches) }
    }

    /// The numbers of one kind, or of all.
    struct Counts: Sendable {
        var judged = 0
        var killed = 0
        var explained = 0
        var survived = 0
        var notApplicable = 0
        var notJudged = 0

        /// The numbers by name, in the order of the report.
        var named: [(name: String, count: Int)] {
            [
                ("judged", judged), ("killed", killed), ("explained", explained), ("survived", survived),
                ("notApplicable", notApplicable), ("notJudged", notJudged),
            ]
        }
    }

    func counts(of kind: WireKind?) -> Counts {
        var counts = Counts()
        for verdict in verdicts where kind == nil || verdict.mutant.kind == kind {
            switch verdict.outcome {
            case .killed: counts.killed += 1
            case .survived:
                if exceptions.entry(for: verdict.mutant) == nil { counts.survived += 1 } else { counts.explained += 1 }
            case .notApplicable: counts.notApplicable += 1
            case .notJudged: counts.notJudged += 1
            }
        }
        counts.judged = counts.killed + counts.explained + counts.survived
        return counts
    }

    /// The idle cases that no exception explains.
    package var unexplainedIdleCases: [String] {
        (idleCases ?? []).filter { id in !exceptions.cases.contains { $0.pattern.matches(id) } }
    }

    // MARK: Text

    /// The report for people.
    package var text: String {
        var lines = [row("", Counts().named.map(\.name))]
        for kind in WireKind.allCases {
            let counts = counts(of: kind)
            if counts.named.contains(where: { $0.count > 0 }) { lines.append(row(kind.title, numbers(counts))) }
        }
        lines.append(row("all", numbers(counts(of: nil))))
        for kind in WireKind.allCases {
            let found = survivors.filter { $0.mutant.kind == kind }
            guard !found.isEmpty else { continue }
            lines += ["", "\(kind.title): \(found.count) survive", ""]
            for verdict in found {
                lines.append("  \(verdict.mutant.name)")
                lines.append("      \(verdict.mutant.fault)")
                guard case .survived(let witnesses) = verdict.outcome else { continue }
                let more = witnesses.count > 3 ? " and \(witnesses.count - 3) more" : ""
                lines.append("      not noticed by \(witnesses.prefix(3).joined(separator: ", "))\(more)")
            }
        }
        if !stale.isEmpty { lines.append("") }
        for entry in stale { lines.append("error: the exception '\(entry.names)' explains nothing; remove it") }
        if let refusals {
            let verdict =
                refusals.isEmpty
                ? "no case refuses it" : "\(refusals.count) of \(cases) cases refuse it, first \(refusals[0].id)"
            lines += ["", "a server with every survivor at once: \(verdict)"]
        }
        if let idleCases {
            let unexplained = unexplainedIdleCases
            lines += ["", "cases that refuse a mutant for what they claim: \(cases - idleCases.count) of \(cases)"]
            lines += unexplained.map { "  refuses none: \($0)" }
            if idleCases.count > unexplained.count {
                lines.append("  explained by an exception: \(idleCases.count - unexplained.count)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func numbers(_ counts: Counts) -> [String] { counts.named.map { String($0.count) } }

    private func row(_ title: String, _ cells: [String]) -> String {
        let head = title + String(repeating: " ", count: max(0, 30 - title.count))
        return head + cells.map { String(repeating: " ", count: max(1, 14 - $0.count)) + $0 }.joined()
    }

    // MARK: JSON

    /// The report for programs.
    package var json: JSONValue {
        var report: JSONObject = [
            "cases": .integer(cases), "seconds": .number(String(Double(Int(seconds * 10)) / 10)),
            "complete": .bool(isComplete), "counts": Self.json(counts(of: nil)),
            "kinds": .object(
                JSONObject(
                    WireKind.allCases.map { .init($0.rawValue, Self.json(counts(of: $0))) })),
            "survivors": .array(survivors.map { Self.json($0, nil) }),
            "explained": .array(explained.map { Self.json($0, exceptions.entry(for: $0.mutant)) }),
            "staleExceptions": .array(stale.map { .string($0.names) }),
            "notApplicable": .array(
                verdicts.compactMap { verdict in
                    if case .notApplicable = verdict.outcome { .string(verdict.mutant.name) } else { nil }
                }),
            "killed": .array(
                verdicts.compactMap { verdict in
                    guard case .killed(let by, _) = verdict.outcome else { return nil }
                    return .object(["mutant": .string(verdict.mutant.name), "by": .string(by)])
                }),
        ]
        if let refusals {
            report["allAtOnce"] = .array(
                refusals.map { .object(["case": .string($0.id), "reason": .string($0.reason)]) })
        }
        if let idleCases {
            report["idleCases"] = .array(unexplainedIdleCases.map(JSONValue.string))
            report["explainedIdleCases"] = .integer(idleCases.count - unexplainedIdleCases.count)
        }
        return .object(report)
    }

    private static func json(_ counts: Counts) -> JSONValue {
        .object(JSONObject(counts.named.map { .init($0.name, .integer($0.count)) }))
    }

    private static func json(_ verdict: WireVerdict, _ entry: WireExceptions.Entry?) -> JSONValue {
        var object: JSONObject = ["mutant": .string(verdict.mutant.name), "fault": .string(verdict.mutant.fault)]
        if case .survived(let witnesses) = verdict.outcome {
            object["notNoticedBy"] = .array(witnesses.map(JSONValue.string))
        }
        if let entry {
            object["kind"] = .string(entry.kind.rawValue)
            object["reason"] = .string(entry.reason)
        }
        return .object(object)
    }
}
