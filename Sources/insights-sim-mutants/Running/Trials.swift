import InsightsContracts

/// The cases that need to run on each mutant.
struct Trials: Sendable {
    private let cases: [ContractCase]
    private let exchanges: [[Exchange]]
    /// The cases of each contract; short contracts come first, because they are the most specific.
    let contracts: [[Int]]

    /// Creates trials from cases and their exchanges with the correct simulator.
    init(cases: [ContractCase], exchanges: [[Exchange]]) {
        self.cases = cases
        self.exchanges = exchanges
        let groups = Dictionary(grouping: cases.indices) { cases[$0].contract.id }
        contracts = groups.values.map { $0.sorted() }.sorted { left, right in
            let (first, second) = (cases[left[0]].contract, cases[right[0]].contract)
            return (first.callCount, first.id) < (second.callCount, second.id)
        }
    }

    /// Returns the contract at a position.
    func contract(_ index: Int) -> Contract { cases[contracts[index][0]].contract }

    /// Returns whether a mutant may affect a case.
    func matters(_ mutant: Mutant, to item: Int) -> Bool {
        mutant.changesSettings(of: cases[item]) && exchanges[item].contains(where: mutant.mayChange)
    }
}
