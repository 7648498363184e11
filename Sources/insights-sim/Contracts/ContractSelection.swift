import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsQuery
import InsightsTime

/// Which contracts are meant: patterns, and what they must be like.
struct ContractSelection {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--contracts", value: "DIR", summary: "the folder of contracts (default: those of the package)"),
        .edition,
        .init(name: "--program", value: "cmp|mpn", summary: "only the cases of one program"),
        .init(
            name: "--evidence", value: "observed|documented|assumed",
            summary: "only contracts that are known so well; repeatable", isRepeatable: true),
        .init(name: "--area", value: "NAME", summary: "only contracts of this folder; repeatable", isRepeatable: true),
    ]

    let suite: ContractSuite
    let edition: ContractEdition
    /// What is selected.
    let cases: [ContractCase]
    /// The folder that was named.
    let folder: String?
    /// Why nothing is selected, or a pattern matches nothing; nil if all is well.
    let complaint: String?

    init(_ arguments: ParsedArguments, patterns: [String]) throws(UsageError) {
        folder = arguments["--contracts"]
        suite = try .checked(folder: folder, knowsTenants: arguments["--target"] == nil)
        edition = try arguments.choice("--edition", of: ContractEdition.self) ?? .year2021
        let programs =
            try arguments.choice("--program", of: PartnerProgram.self).map { [$0] } ?? PartnerProgram.allCases
        let classes = try Self.classes(arguments.all("--evidence"))
        let areas = try Self.areas(arguments.all("--area"), of: suite)
        let matching = patterns.map { ContractPattern($0) }
        cases = suite.cases(edition: edition, programs: programs) { contract in
            (matching.isEmpty || matching.contains { $0.matches(contract.id) })
                && (classes.isEmpty || classes.contains(contract.evidence.kind))
                && (areas.isEmpty || areas.contains(contract.area))
        }
        complaint = Self.complaint(patterns, suite, isEmpty: cases.isEmpty)
    }

    /// The contracts of the cases, each once.
    var contracts: [Contract] {
        var contracts: [Contract] = []
        for item in cases where contracts.last?.id != item.contract.id { contracts.append(item.contract) }
        return contracts
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
        let names = suite.contracts.map(\.id)
        if names.isEmpty { return "the folder holds no contract: folders in it, one for each area, with .json files" }
        for pattern in patterns where !names.contains(where: ContractPattern(pattern).matches) {
            return "no contract is called '\(pattern)'" + suggestion(pattern, names)
        }
        guard isEmpty else { return nil }
        return "no contract is left: of \(names.count), none is what all the options together ask for"
    }

    /// The names that may have been meant.
    private static func suggestion(_ pattern: String, _ names: [String]) -> String {
        let inArea = names.count { $0.hasPrefix(pattern + "/") }
        if inArea > 0 { return "; that is a folder of \(inArea): '\(pattern)/*'" }
        let text = pattern.lowercased().split(separator: "*").max { $0.count < $1.count } ?? ""
        var near = text.isEmpty ? [] : names.filter { $0.lowercased().contains(text) }
        if near.isEmpty { near = nearestName(to: pattern, among: names).map { [$0] } ?? [] }
        if near.isEmpty, let last = pattern.split(separator: "/").last {
            let ends = names.map { String($0.split(separator: "/").last ?? "") }
            let end = nearestName(to: String(last), among: ends)
            near = names.filter { $0.split(separator: "/").last.map(String.init) == end }
        }
        if near.isEmpty { return "; 'insights-sim contracts list' shows all \(names.count)" }
        let more = near.count > 3 ? " and \(near.count - 3) more" : ""
        return "; near it: " + near.prefix(3).joined(separator: ", ") + more
    }
}
