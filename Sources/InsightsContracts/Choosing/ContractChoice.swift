package import InsightsAPI
import InsightsJSON

/// The contracts of a suite that a filter accepts.
package struct ContractChoice: Sendable {
    /// A contract with what is chosen of it.
    package struct Group: Sendable {
        /// The contract; of a general one the element, if only one is chosen.
        package let contract: Contract
        /// The programs of its chosen cases, in the contract's order.
        package let programs: [PartnerProgram]
        /// The chosen elements of a general contract; empty for any other.
        package let elements: [String]
    }

    /// The suite that was asked.
    package let suite: ContractSuite
    /// The chosen cases.
    package let cases: [ContractCase]
    /// The error if nothing is chosen, or a pattern matches nothing; nil otherwise.
    package let complaint: String?

    /// Chooses the cases of a suite.
    package init(_ suite: ContractSuite, _ filter: ContractFilter) {
        self.suite = suite
        cases = suite.cases(edition: filter.edition, programs: filter.programs, where: filter.matcher)
        complaint = Self.complaint(filter.patterns + filter.excluded, suite, isEmpty: cases.isEmpty)
    }

    /// What the cases run, without duplicates: contracts, and elements of general ones.
    package var runnable: [Contract] {
        var runnable: [Contract] = []
        for item in cases where runnable.last?.name != item.contract.name { runnable.append(item.contract) }
        return runnable
    }

    /// The contracts of the cases, without duplicates.
    package var groups: [Group] {
        let general = Dictionary(
            suite.contracts.filter { !$0.instances.isEmpty }.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var groups: [Group] = []
        var rest = cases[...]
        while let first = rest.first {
            let own = rest.prefix { $0.contract.id == first.contract.id }
            rest = rest.dropFirst(own.count)
            var elements: [String] = []
            for item in own {
                if let element = item.contract.element, elements.last != element { elements.append(element) }
            }
            let programs = Set(own.map(\.program))
            groups.append(
                Group(
                    contract: elements.count > 1 ? general[first.contract.id] ?? first.contract : first.contract,
                    programs: first.contract.programs.filter(programs.contains), elements: elements))
        }
        return groups
    }

    private static func complaint(_ patterns: [String], _ suite: ContractSuite, isEmpty: Bool) -> String? {
        let names = suite.contracts.map(\.id)
        if names.isEmpty { return "the folder has no contracts: expected a subfolder for each area, with .json files" }
        let contracts = patterns.isEmpty ? [] : suite.contracts.flatMap(\.runnable)
        for pattern in patterns where !contracts.contains(where: ContractPattern(pattern).matches) {
            return "no contract is named \(InputError.echo(pattern)); \(ContractSuggestion(for: pattern, among: names))"
        }
        guard isEmpty else { return nil }
        return "no contract matches: none of \(names.count) satisfies all options"
    }
}
