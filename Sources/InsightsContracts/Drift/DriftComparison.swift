package import InsightsJSON

/// A comparison of recorded responses of the live service with those of the simulator.
package struct DriftComparison: Sendable {
    /// The differences, worst first.
    package let findings: [DriftFinding]
    /// Register entries that no difference matched, although the responses they name were compared.
    package let vanished: [KnownDifferences.Entry]
    /// The number of response kinds and cases that were compared.
    package let comparedCount: Int

    /// Compares two digests of the same cases.
    ///
    /// If `cases` contains a case's contract, a different status that the contract allows is not an error. The calls of
    /// its clean-up are then ignored, because no contract judges them.
    package init(
        live: RecordedDigest, simulator: RecordedDigest, register: KnownDifferences = KnownDifferences(),
        cases: [ContractCase] = []
    ) {
        let allowed = Dictionary(cases.map { ($0.id, $0.contract.allowedStatuses) }) { first, _ in first }
        var findings: [DriftFinding] = []
        var looked: Set<String> = []
        for name in live.statuses.keys.sorted() {
            guard let theirs = live.statuses[name], let ours = simulator.statuses[name] else { continue }
            looked.insert(name)
            findings += Self.statuses(name, theirs, ours, allowed[name])
        }
        for name in live.responses.keys.sorted() {
            guard let theirs = live.responses[name], let ours = simulator.responses[name] else { continue }
            looked.insert(name)
            findings += Self.responses(name, theirs, ours)
        }
        var used: Set<String> = []
        for index in findings.indices {
            let entries = register.entries.filter { $0.matches(findings[index]) }
            guard let entry = entries.first else { continue }
            findings[index].severity = .known
            findings[index].registered = entry.id
            used.formUnion(entries.map(\.id))
        }
        self.findings = findings.sorted()
        vanished = register.entries.filter { entry in
            guard let place = entry.place, !used.contains(entry.id) else { return false }
            return looked.contains { place.responses.matches($0) }
        }
        comparedCount = looked.count
    }

    /// Whether every error is a known difference, and every register entry was confirmed.
    package var isClean: Bool { vanished.isEmpty && !findings.contains { $0.severity == .error } }

    /// Returns the differences between the statuses of a case's calls.
    ///
    /// It stops at the first error, because the later calls no longer correspond to each other.
    private static func statuses(
        _ name: String, _ live: [Int], _ simulator: [Int], _ allowed: [[Int]?]?
    ) -> [DriftFinding] {
        var findings: [DriftFinding] = []
        for (index, pair) in zip(live, simulator).prefix(allowed?.count ?? .max).enumerated() where pair.0 != pair.1 {
            let isAllowed = allowed.map { $0[index]?.contains(pair.0) ?? true } ?? false
            findings.append(
                DriftFinding(
                    severity: isAllowed ? .info : .error, responses: name, part: "call \(index + 1)", live: "\(pair.0)",
                    simulator: "\(pair.1)"))
            if !isAllowed { break }
        }
        return findings
    }

    private static func responses(
        _ name: String, _ live: RecordedDigest.RecordedResponses, _ simulator: RecordedDigest.RecordedResponses
    ) -> [DriftFinding] {
        var findings: [DriftFinding] = []
        func add(_ severity: DriftFinding.Severity, _ part: String, _ live: String, _ simulator: String) {
            findings.append(
                DriftFinding(severity: severity, responses: name, part: part, live: live, simulator: simulator))
        }
        for header in live.headers.subtracting(simulator.headers).sorted() {
            add(.info, "header \(header)", "sends it", "does not")
        }
        for header in simulator.headers.subtracting(live.headers).sorted() {
            add(.warning, "header \(header)", "does not send it", "does")
        }
        for code in live.errorCodes.subtracting(simulator.errorCodes).sorted() {
            add(.info, "error_codes", "\(code)", "never \(code)")
        }
        for code in simulator.errorCodes.subtracting(live.errorCodes).sorted() {
            add(.warning, "error_codes", "never \(code)", "\(code)")
        }
        for place in Set(live.places.keys).union(simulator.places.keys).sorted() {
            let name = place.isEmpty ? "body" : "body \(place)"
            switch (live.places[place], simulator.places[place]) {
            case (let theirs?, let ours?):
                for difference in differences(theirs, ours) {
                    add(difference.severity, name, difference.live, difference.simulator)
                }
            case (.some, nil): add(.info, name, "has it", "lacks it")
            case (nil, .some): add(.warning, name, "lacks it", "has it")
            case (nil, nil): break
            }
        }
        return findings
    }

    /// Returns the differences at one place: different kinds are errors; different words or presence are not.
    private static func differences(
        _ live: RecordedDigest.Place, _ simulator: RecordedDigest.Place
    ) -> [(severity: DriftFinding.Severity, live: String, simulator: String)] {
        var differences: [(severity: DriftFinding.Severity, live: String, simulator: String)] = []
        // A value that is sometimes null on one side may by chance never be null in the other recording.
        let kinds = (live.kinds.subtracting(["null"]), simulator.kinds.subtracting(["null"]))
        if !live.kinds.isEmpty, !simulator.kinds.isEmpty, live.kinds.isDisjoint(with: simulator.kinds) {
            differences.append((.error, "\(list(live.kinds)), type changed", list(simulator.kinds)))
        } else if !kinds.0.isEmpty, !kinds.1.isEmpty, kinds.0 != kinds.1 {
            differences.append((.error, list(live.kinds), list(simulator.kinds)))
        } else if live.kinds != simulator.kinds {
            differences.append((.info, list(live.kinds), list(simulator.kinds)))
        }
        let (more, fewer) = (live.words.subtracting(simulator.words), simulator.words.subtracting(live.words))
        if !more.isEmpty { differences.append((.info, "also says \(list(more))", "says \(list(simulator.words))")) }
        if !fewer.isEmpty { differences.append((.warning, "never says \(list(fewer))", "does")) }
        if live.isAlwaysThere != simulator.isAlwaysThere {
            let words = (true: "always has it", false: "sometimes has it")
            differences.append(
                (
                    live.isAlwaysThere ? .info : .warning, live.isAlwaysThere ? words.true : words.false,
                    simulator.isAlwaysThere ? words.true : words.false
                ))
        }
        return differences
    }

    private static func list(_ words: Set<String>) -> String {
        words.sorted().joined(separator: " or ")
    }
}

extension Contract {
    /// The allowed statuses for each call of the steps; nil where any status is allowed.
    fileprivate var allowedStatuses: [[Int]?] {
        steps.flatMap { step -> [[Int]?] in
            guard case .call = step.action else { return [] }
            let statuses = step.expectation.statuses + (step.assumption?.statuses ?? [])
            return Array(repeating: statuses.isEmpty ? nil : statuses, count: step.repetitions)
        }
    }
}

extension DriftComparison {
    /// The findings and the register entries that have vanished, as JSON.
    package var json: JSONValue {
        .object([
            "compared": .integer(comparedCount),
            "findings": .array(
                findings.map { finding in
                    .object([
                        "severity": .string(finding.severity.rawValue), "answers": .string(finding.responses),
                        "part": .string(finding.part),
                        "live": .string(finding.live), "simulator": .string(finding.simulator),
                        "known": finding.registered.map(JSONValue.string) ?? .null,
                    ])
                }),
            "vanished": .array(vanished.map { .string($0.id) }),
        ])
    }
}
