import InsightsContracts

/// The kill matrix as a Markdown page, which depends only on the contracts and mutants.
struct MatrixPage {
    /// The greatest number of contracts listed for a mutant.
    private static let namedKillers = 3

    private let areas: [MutantArea]
    private let matrix: KillMatrix

    init(_ areas: [MutantArea], _ matrix: KillMatrix) {
        self.areas = areas
        self.matrix = matrix
    }

    /// The page as Markdown.
    var text: String {
        ([Self.introduction, summary] + areas.map(section) + [contracts, idle]).joined(separator: "\n") + "\n"
    }

    private static let introduction = """
        # Mutants

        A suite that has never failed proves nothing. So `insights-sim-mutants` makes the simulator wrong on purpose, in one
        small point at a time, and runs the contracts against each of these mutants. A contract that fails has killed the
        mutant. Every mutant must be killed; and every contract must kill one, or say in its file why it is there
        (`noMutantReason`).

        The mutants are in `Sources/insights-sim-mutants/Areas` and exist in no shipped module. Each contract is run in the first edition it
        holds for. A case whose exchanges with the right simulator a mutant leaves as they are is not played again.

        ```sh
        scripts/mutants                              # run all, complain about survivors
        scripts/mutants --only executions-ascending  # one mutant, and what fails for it
        scripts/mutants --survivors                  # only what is not killed, and contracts that kill nothing
        scripts/mutants --write docs/generated/mutants.md      # write this page
        scripts/mutants --check docs/generated/mutants.md      # fail if this page is not what a run gives
        scripts/mutants --complete kills.tsv         # try every contract on every mutant, and write who kills whom
        ```

        It exits with 0 if everything is as it must be, 1 if not, 2 for wrong arguments. A run is done with a mutant as soon as a
        contract has killed it, short contracts first; then it tries those contracts that have killed nothing yet. So "killed by"
        names some of the contracts that notice a fault, not all; `--only` shows them all, and `--complete` those of every mutant,
        as a table of tab-separated values with a row for each contract. That takes long; progress is written to standard error.
        """

    private var summary: String {
        let killed = matrix.mutants.count - matrix.survivors.count
        return """

            **\(killed) of \(matrix.mutants.count) mutants are killed, by \(matrix.contracts.count) contracts.**
            """
    }

    private func section(_ area: MutantArea) -> String {
        let rows = area.mutants.map { mutant in
            "| `\(mutant.name)` | \(mutant.fault) | \(killers(of: mutant)) |"
        }
        return (["", "## \(area.title)", "", "| mutant | what is wrong | killed by |", "|---|---|---|"] + rows)
            .joined(separator: "\n")
    }

    private func killers(of mutant: Mutant) -> String {
        let killers = matrix.killers(of: mutant)
        guard !killers.isEmpty else { return "**nobody**" }
        let more = killers.count - Self.namedKillers
        return killers.prefix(Self.namedKillers).map { "`\($0)`" }.joined(separator: ", ")
            + (more > 0 ? " and \(more) more" : "")
    }

    /// The table of contracts, with one killed mutant for each.
    private var contracts: String {
        let rows = matrix.contracts.compactMap { contract in
            matrix.victims(of: contract.id).first.map { "| `\(contract.id)` | `\($0.name)` |" }
        }
        return (["", "## Contracts", "", "| contract | kills, for one |", "|---|---|"] + rows).joined(separator: "\n")
    }

    private var idle: String {
        let rows = matrix.idle.map { "| `\($0.id)` | \($0.noMutantReason ?? "**no reason given**") |" }
        let heading = ["", "## Contracts that kill nothing", ""]
        guard !rows.isEmpty else { return (heading + ["None."]).joined(separator: "\n") }
        return (heading + ["| contract | why it exists |", "|---|---|"] + rows).joined(separator: "\n")
    }
}
