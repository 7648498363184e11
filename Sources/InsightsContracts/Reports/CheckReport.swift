/// Everything that was checked in one run: what every report format is made from.
public struct CheckReport: Sendable {
    /// What the run is called, such as `contracts`.
    public var suite: String
    /// What was checked, such as `the simulator in this process`.
    public var subject: String
    /// The checks in their order.
    public var checks: [Check]
    /// How long all of it took, in seconds; checks may have run side by side.
    public var seconds: Double

    /// Creates a report.
    public init(suite: String, subject: String, checks: [Check], seconds: Double) {
        self.suite = suite
        self.subject = subject
        self.checks = checks
        self.seconds = seconds
    }

    /// How many checks came out in some way.
    public func count(_ kind: Check.Kind) -> Int {
        checks.count { $0.outcome.kind == kind }
    }

    /// The checks that did not hold, with what was found; broken ones have their reason.
    public var problems: [Check] {
        checks.filter { [.failed, .broken].contains($0.outcome.kind) }
    }

    /// The reasons of skipped or broken checks, each with its checks, in the order of their first ones.
    func reasons(_ kind: Check.Kind) -> [(reason: String, checks: [Check])] {
        var groups: [(reason: String, checks: [Check])] = []
        var places: [String: Int] = [:]
        for check in checks where check.outcome.kind == kind {
            guard let reason = check.outcome.reason else { continue }
            if let place = places[reason] {
                groups[place].checks.append(check)
            } else {
                places[reason] = groups.count
                groups.append((reason, [check]))
            }
        }
        return groups
    }

    /// The counts in words, such as `498 passed, 0 failed, 2 reported, 5 skipped`; broken ones only if there are any.
    public var countsInWords: String {
        Check.Kind.allCases.filter { $0 != .broken || count(.broken) > 0 }
            .map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
    }
}

extension Check.Outcome {
    /// Why it was not looked at; nil if it was.
    var reason: String? {
        switch self {
        case .skipped(let reason), .broken(let reason): reason
        case .passed, .failed, .reported: nil
        }
    }

    /// What was found; nil if there is nothing.
    var finding: CheckFinding? {
        switch self {
        case .failed(let finding), .reported(let finding): finding
        case .passed, .skipped, .broken: nil
        }
    }
}
