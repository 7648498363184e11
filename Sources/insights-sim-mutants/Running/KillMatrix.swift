import InsightsContracts

/// Which contract tells which mutant from the right simulator.
struct KillMatrix: Sendable {
    /// The mutants in the order of the page.
    let mutants: [Mutant]
    /// The contracts in the order of their names.
    let contracts: [Contract]
    /// The contracts that kill a mutant.
    private var killers: [String: Set<String>] = [:]
    private var killing: Set<String> = []

    /// Creates a matrix in which nothing is killed.
    init(mutants: [Mutant], contracts: [Contract]) {
        self.mutants = mutants
        var known: Set<String> = []
        self.contracts = contracts.filter { known.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    /// Notes that a contract failed for a mutant.
    mutating func note(_ contract: String, killed mutant: String) {
        killers[mutant, default: []].insert(contract)
        killing.insert(contract)
    }

    /// The contracts that kill a mutant: first those that kill the fewest others, which say best what is wrong.
    func killers(of mutant: Mutant) -> [String] {
        (killers[mutant.name] ?? []).sorted { (kills(of: $0), $0) < (kills(of: $1), $1) }
    }

    /// The mutants that a contract kills, in the order of the page.
    func victims(of contract: String) -> [Mutant] {
        mutants.filter { killers[$0.name]?.contains(contract) == true }
    }

    /// All of it as tab-separated values: a row for each contract, a column for each mutant, 1 where it is killed.
    var table: String {
        let head = (["contract"] + mutants.map(\.name)).joined(separator: "\t")
        let rows = contracts.map { contract in
            let cells = mutants.map { killers[$0.name]?.contains(contract.id) == true ? "1" : "0" }
            return ([contract.id] + cells).joined(separator: "\t")
        }
        return ([head] + rows).joined(separator: "\n") + "\n"
    }

    /// How many mutants a contract kills.
    func kills(of contract: String) -> Int {
        killCounts[contract] ?? 0
    }

    private var killCounts: [String: Int] {
        killers.values.reduce(into: [:]) { counts, ids in for id in ids { counts[id, default: 0] += 1 } }
    }

    /// The mutants that no contract kills.
    var survivors: [Mutant] { mutants.filter { killers[$0.name] == nil } }

    /// The contracts that kill nothing.
    var idle: [Contract] { contracts.filter { !killing.contains($0.id) } }

    /// The contracts that kill nothing and do not say why they exist.
    var unexplained: [Contract] { idle.filter { $0.noMutantReason == nil } }

    /// The contracts that say they kill nothing, and do.
    var wronglyExplained: [Contract] {
        contracts.filter { $0.noMutantReason != nil && killing.contains($0.id) }
    }

    /// What is wrong with the set of mutants and contracts, a line for each; empty if nothing is.
    var complaints: [String] {
        survivors.map { "no contract kills the mutant '\($0.name)': \($0.fault)" }
            + unexplained.map { "the contract '\($0.id)' kills no mutant and has no killsNothingBecause" }
            + wronglyExplained.map { "the contract '\($0.id)' has killsNothingBecause, and kills \(kills(of: $0.id))" }
    }
}
