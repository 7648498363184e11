/// The checks of one run: the input of every report format.
public struct CheckReport: Sendable {
    /// The name of the kind of run, such as `contracts`.
    public var suite: String
    /// The subject of the checks, such as `the simulator in this process`.
    public var subject: String
    /// The checks, in the order in which reports list them; a repeated name gets a number.
    public var checks: [Check] {
        didSet { checks = Self.withUniqueNames(checks) }
    }
    /// The duration of the whole run, in seconds; checks may have run in parallel.
    public var seconds: Double

    /// Creates a report.
    public init(suite: String, subject: String, checks: [Check], seconds: Double) {
        self.suite = suite
        self.subject = subject
        self.checks = Self.withUniqueNames(checks)
        self.seconds = seconds
    }

    private static func withUniqueNames(_ checks: [Check]) -> [Check] {
        var taken: Set<String> = []
        var numbers: [String: Int] = [:]
        return checks.map { check in
            var named = check
            while !taken.insert(named.id).inserted {
                let number = numbers[check.id, default: 1] + 1
                numbers[check.id] = number
                named.id = "\(check.id) [\(number)]"
            }
            return named
        }
    }

    /// Returns the number of checks with a kind of outcome.
    public func count(_ kind: Check.Kind) -> Int {
        checks.count { $0.outcome.kind == kind }
    }

    /// The checks that failed or were broken, in order.
    public var problems: [Check] {
        checks.filter { [.failed, .broken].contains($0.outcome.kind) }
    }

    /// The groups in the order of their first checks, each with the number of checks by kind of outcome.
    var groupCounts: [(group: String, counts: [Int])] {
        var groups: [(group: String, counts: [Int])] = []
        var places: [String: Int] = [:]
        for check in checks {
            let place = places[check.group] ?? groups.count
            if place == groups.count {
                places[check.group] = place
                groups.append((check.group, Check.Kind.allCases.map { _ in 0 }))
            }
            if let kind = Check.Kind.allCases.firstIndex(of: check.outcome.kind) { groups[place].counts[kind] += 1 }
        }
        return groups
    }

    /// Groups skipped or broken checks by reason, in the order of each group's first check.
    package func reasons(_ kind: Check.Kind) -> [(reason: String, checks: [Check])] {
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

    /// The counts in words, such as `498 passed, 0 failed, 2 reported, 5 skipped`; `broken` only if there are any.
    public var countsText: String {
        Check.Kind.allCases.filter { $0 != .broken || count(.broken) > 0 }
            .map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
    }
}

extension Check.Outcome {
    /// The reason why the check did not run; nil if it ran.
    var reason: String? {
        switch self {
        case .skipped(let reason), .broken(let reason): reason
        case .passed, .failed, .reported: nil
        }
    }

    /// The finding; nil if there is none.
    var finding: CheckFinding? {
        switch self {
        case .failed(let finding), .reported(let finding): finding
        case .passed, .skipped, .broken: nil
        }
    }
}
