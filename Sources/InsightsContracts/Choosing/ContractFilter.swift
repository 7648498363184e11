package import InsightsAPI

/// What a person wants of a suite: patterns and properties of contracts.
package struct ContractFilter: Sendable {
    /// The edition in which cases run.
    package var edition = Edition.year2021
    /// The programs of the cases.
    package var programs = PartnerProgram.allCases
    /// Names and patterns of the contracts; empty for all.
    package var patterns: [String] = []
    /// Names and patterns of contracts that are left out.
    package var excluded: [String] = []
    /// The classes of evidence; empty for all.
    package var classes: [Evidence.Class] = []
    /// The areas; empty for all.
    package var areas: [String] = []

    /// Creates a filter that accepts every contract.
    package init() {}

    /// Tells whether a contract, or an element of one, is wanted; each pattern is parsed once.
    var matcher: (Contract) -> Bool {
        let matching = patterns.map { ContractPattern($0) }
        let excluding = excluded.map { ContractPattern($0) }
        return { [classes, areas] contract in
            (matching.isEmpty || matching.contains { $0.matches(contract) })
                && !excluding.contains { $0.matches(contract) }
                && (classes.isEmpty || classes.contains(contract.evidence.kind))
                && (areas.isEmpty || areas.contains(contract.area))
        }
    }
}
