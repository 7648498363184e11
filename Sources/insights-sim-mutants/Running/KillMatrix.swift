import InsightsContracts

/// The matrix of contracts and the mutants that they kill.
struct KillMatrix: Sendable {
    /// The mutants, in the order of the page.
    let mutants: [Mutant]
    /// The contracts, sorted by name.
    let contracts: [Contract]
    /// The names of the contracts that kill a mutant, by its name.
    private var killers: [String: Set<String>] = [:]
    private var killing: Set<String> = []

    /// Creates a matrix without kills.
    init(mutants: [Mutant], contracts: [Contract]) {
        self.mutants = mutants
        var known: Set<String> = []
        self.contracts = contracts.filter { known.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    /// Records that a contract failed for a mutant.
    mutating func note(_ contract: String, killed mutant: String) {
        killers[mutant, default: []].insert(contract)
        killing.insert(contract)
    }

    /// Returns the contracts that kill a mutant.
    ///
    /// Contracts that kill the fewest others come first, because they are the most specific.
    func killers(of mutant: Mutant) -> [String] {
        (killers[mutant.name] ?? []).sorted { (kills(of: $0), $0) < (kills(of: $1), $1) }
    }

    /// Returns the mutants that a contract kills, in the order of the page.
    func victims(of contract: String) -> [Mutant] {
        mutants.filter { killers[$0.name]?.contains(contract) == true }
    }

    /// The matrix as tab-separated values: a row for each contract, a column for each mutant, 1 for a kill.
    var table: String {
        let head = (["contract"] + mutants.map(\.name)).joined(separator: "\t")
        let rows = contracts.map { contract in
            let cells = mutants.map { killers[$0.name]?.contains(contract.id) == true ? "1" : "0" }
            return ([contract.id] + cells).joined(separator: "\t")
        }
        return ([head] + rows).joined(separator: "\n") + "\n"
    }

    /// Returns the number of mutants that a contract kills.
    func kills(of contract: String) -> Int {
        killCounts[contract] ?? 0
    }

    private var killCounts: [String: Int] {
        killers.values.reduce(into: [:]) { counts, ids in for id in ids { counts[id, default: 0] += 1 } }
    }

    /// The mutants that no contract kills.
    var survivors: [Mutant] { mutants.filter { killers[$0.name] == nil } }

    /// The contracts that kill no mutant.
    var idle: [Contract] { contracts.filter { !killing.contains($0.id) } }

    /// The contracts that kill no mutant and give no reason.
    var unexplained: [Contract] { idle.filter { $0.noMutantReason == nil } }

    /// The contracts that give a reason for killing no mutant, but kill one.
    var wronglyExplained: [Contract] {
        contracts.filter { $0.noMutantReason != nil && killing.contains($0.id) }
    }

    /// The problems of mutants and contracts, one per line; empty if there are none.
    var complaints: [String] {
        survivors.map { "no contract kills the mutant '\($0.name)': \($0.fault)" }
            + unexplained.map { "the contract '\($0.id)' kills no mutant and has no killsNothingBecause" }
            + wronglyExplained.map { "the contract '\($0.id)' has killsNothingBecause, and kills \(kills(of: $0.id))" }
    }
}
