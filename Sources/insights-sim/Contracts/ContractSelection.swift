import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsTime

/// The selected contracts: patterns and filters.
struct ContractSelection {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--contracts", value: "DIR", summary: "folder of contracts (default: the package's)"),
        .edition,
        .init(name: "--program", value: "cmp|mpn", summary: "only cases of this program"),
        .init(
            name: "--evidence", value: "observed|documented|assumed",
            summary: "only contracts with this evidence; repeatable", isRepeatable: true),
        .init(name: "--area", value: "NAME", summary: "only contracts of this folder; repeatable", isRepeatable: true),
        .init(
            name: "--exclude", value: "PATTERN", summary: "no contracts of this name or pattern; repeatable",
            isRepeatable: true),
    ]

    let suite: ContractSuite
    let edition: Edition
    /// The selected cases.
    let cases: [ContractCase]
    /// The folder given explicitly; nil for that of the package.
    let folder: String?
    /// The error if nothing is selected, or a pattern matches nothing; nil otherwise.
    let complaint: String?

    init(_ arguments: ParsedArguments, patterns: [String]) throws(UsageError) {
        folder = arguments["--contracts"]
        suite = try .checked(folder: folder, knowsTenants: arguments["--target"] == nil)
        edition = try arguments.choice("--edition", of: Edition.self) ?? .year2021
        let programs =
            try arguments.choice("--program", of: PartnerProgram.self).map { [$0] } ?? PartnerProgram.allCases
        let classes = try Self.classes(arguments.all("--evidence"))
        let areas = try Self.areas(arguments.all("--area"), of: suite)
        let matching = patterns.map { ContractPattern($0) }
        let excluded = arguments.all("--exclude")
        let excluding = excluded.map { ContractPattern($0) }
        cases = suite.cases(edition: edition, programs: programs) { contract in
            (matching.isEmpty || matching.contains { $0.matches(contract) })
                && !excluding.contains { $0.matches(contract) }
                && (classes.isEmpty || classes.contains(contract.evidence.kind))
                && (areas.isEmpty || areas.contains(contract.area))
        }
        complaint = Self.complaint(patterns + excluded, suite, isEmpty: cases.isEmpty)
    }

    /// The contracts of the cases, without duplicates; of a general contract the one element, if only one is selected.
    var contracts: [Contract] {
        let general = Dictionary(
            suite.contracts.filter { !$0.instances.isEmpty }.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var contracts: [Contract] = []
        for item in runnable {
            if contracts.last?.id == item.id {
                guard let whole = general[item.id] else { continue }
                contracts.removeLast()
                contracts.append(whole)
            } else {
                contracts.append(item)
            }
        }
        return contracts
    }

    /// What the cases run, without duplicates: contracts, and elements of general ones.
    var runnable: [Contract] {
        var runnable: [Contract] = []
        for item in cases where runnable.last?.name != item.contract.name { runnable.append(item.contract) }
        return runnable
    }

    private static func classes(_ names: [String]) throws(UsageError) -> [Evidence.Class] {
        var classes: [Evidence.Class] = []
        for name in names {
            guard let kind = Evidence.Class(rawValue: name) else {
                let accepted = "one of " + Evidence.Class.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badValue(option: "--evidence", value: name, accepted: accepted)
            }
            classes.append(kind)
        }
        return classes
    }

    private static func areas(_ names: [String], of suite: ContractSuite) throws(UsageError) -> [String] {
        let known = Set(suite.contracts.map(\.area)).sorted()
        for name in names where !known.contains(name) {
            throw .badValue(option: "--area", value: name, accepted: "one of " + known.joined(separator: ", "))
        }
        return names
    }

    private static func complaint(_ patterns: [String], _ suite: ContractSuite, isEmpty: Bool) -> String? {
        let contracts = suite.contracts.flatMap(\.runnable)
        let names = suite.contracts.map(\.id)
        if names.isEmpty { return "the folder has no contracts: expected a subfolder for each area, with .json files" }
        for pattern in patterns where !contracts.contains(where: ContractPattern(pattern).matches) {
            return "no contract is named '\(pattern)'; \(ContractSuggestion(for: pattern, among: names))"
        }
        guard isEmpty else { return nil }
        return "no contract matches: none of \(names.count) satisfies all options"
    }
}
