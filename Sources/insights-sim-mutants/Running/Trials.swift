import InsightsContracts

/// Which cases are worth a run on which mutant.
struct Trials: Sendable {
    private let cases: [ContractCase]
    private let exchanges: [[Exchange]]
    /// The cases of each contract, short contracts first: they say best what is wrong.
    let contracts: [[Int]]

    /// Prepares trials of cases by their exchanges with the right simulator.
    init(cases: [ContractCase], exchanges: [[Exchange]]) {
        self.cases = cases
        self.exchanges = exchanges
        let groups = Dictionary(grouping: cases.indices) { cases[$0].contract.id }
        contracts = groups.values.map { $0.sorted() }.sorted { left, right in
            let (first, second) = (cases[left[0]].contract, cases[right[0]].contract)
            return (first.callCount, first.id) < (second.callCount, second.id)
        }
    }

    /// The contract at a position.
    func contract(_ index: Int) -> Contract { cases[contracts[index][0]].contract }

    /// Whether a mutant could make a difference to a case.
    func matters(_ mutant: Mutant, to item: Int) -> Bool {
        mutant.changesSettings(of: cases[item]) && exchanges[item].contains(where: mutant.mayChange)
    }
}
