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

    let edition: Edition
    /// The selected contracts and cases.
    let choice: ContractChoice
    /// The folder given explicitly; nil for that of the package.
    let folder: String?

    var suite: ContractSuite { choice.suite }
    var cases: [ContractCase] { choice.cases }
    /// The error if nothing is selected, or a pattern matches nothing; nil otherwise.
    var complaint: String? { choice.complaint }

    init(_ arguments: ParsedArguments, patterns: [String]) throws(UsageError) {
        folder = arguments["--contracts"]
        let suite = try ContractSuite.checked(folder: folder, knowsTenants: arguments["--target"] == nil)
        edition = try arguments.choice("--edition", of: Edition.self) ?? .year2021
        var filter = ContractFilter()
        filter.edition = edition
        if let program = try arguments.choice("--program", of: PartnerProgram.self) { filter.programs = [program] }
        filter.classes = try Self.classes(arguments.all("--evidence"))
        filter.areas = try Self.areas(arguments.all("--area"), of: suite)
        filter.patterns = patterns
        filter.excluded = arguments.all("--exclude")
        choice = ContractChoice(suite, filter)
    }

    /// The contracts of the cases, without duplicates; of a general contract the one element, if only one is selected.
    var contracts: [Contract] { choice.groups.map(\.contract) }

    /// What the cases run, without duplicates: contracts, and elements of general ones.
    var runnable: [Contract] { choice.runnable }

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
}
