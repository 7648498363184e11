import InsightsAPI
import InsightsContracts

/// The page of all behaviours with their evidence, generated from the contracts.
struct FidelityPage {
    let suite: ContractSuite

    /// The number of behaviours for each class of evidence.
    struct Counts: Equatable {
        /// The behaviours recorded from the live service.
        var observed = 0
        /// The behaviours that a published document describes.
        var documented = 0
        /// The behaviours that no source describes.
        var assumed = 0
        /// The known differences from the live service; they are not counted in the other classes.
        var knownDifferences = 0

        /// The number of all behaviours.
        var total: Int { observed + documented + assumed + knownDifferences }
    }

    /// The number of behaviours for each class of evidence.
    var counts: Counts {
        var counts = Counts()
        for contract in suite.contracts {
            switch (contract.difference, contract.evidence.kind) {
            case (.some, _): counts.knownDifferences += 1
            case (nil, .observed): counts.observed += 1
            case (nil, .documented): counts.documented += 1
            case (nil, .assumed): counts.assumed += 1
            }
        }
        return counts
    }

    /// The counts as a Markdown table.
    var countsTable: String {
        let counts = counts
        return """
            | observed live | documented | assumed | known difference | contracts |
            |---|---|---|---|---|
            | \(counts.observed) | \(counts.documented) | \(counts.assumed) | \(counts.knownDifferences) | \(counts.total) |

            """
    }

    /// The page as Markdown.
    var markdown: String {
        var text = """
            # Fidelity

            Every behaviour with its evidence, made from the contracts: each line is one that is checked. **Observed**: an
            exchange with the live service is on record. **Documented**: a seed or a published page says so. **Assumed**: nobody
            says; ours is a sensible choice. Sources are seeds, their facts (S), published pages, contradictions between them (C),
            open points (U), RFCs: [sources.md](../sources.md). A setting in the last column is what the contract needs (`serve --set name=value`); without one
            the behaviour is the default. `insights-sim contracts explain CONTRACT` shows the steps.

            \(countsTable)
            """
        for area in areas {
            text +=
                "\n## \(Self.heading(area))\n\n| behaviour | for | evidence | contract | setting |\n|---|---|---|---|---|\n"
            for contract in suite.contracts where contract.area == area { text += Self.row(contract) }
        }
        let differences = suite.contracts.compactMap { contract in contract.difference.map { (contract, $0) } }
        if !differences.isEmpty {
            text += """

                ## Known differences

                Where the simulator differs from the live service, and is meant to: also what it leaves out. The contract shows the
                simulator's side; once the live service behaves so too, the entry is to go.

                | difference | why | contract |
                |---|---|---|

                """
            for (contract, difference) in differences {
                text += "| \(Self.cell(difference.id)) | \(Self.cell(difference.reason)) | \(Self.link(contract)) |\n"
            }
        }
        return text
    }

    /// The areas, sorted by name.
    private var areas: [String] {
        Set(suite.contracts.map(\.area)).sorted()
    }

    private static func heading(_ area: String) -> String {
        area.prefix(1).uppercased() + area.dropFirst().replacing("-", with: " ")
    }

    private static func row(_ contract: Contract) -> String {
        let evidence = contract.evidence
        let kind = contract.difference == nil ? evidence.kind.rawValue : "known difference"
        let date = evidence.date.map { " \($0)" } ?? ""
        let settings = contract.settings.map { "`\($0.name)=\($0.value)`" }.joined(separator: " ")
        return
            "| \(cell(contract.title)) | \(scope(contract)) | \(kind)\(date): \(cell(evidence.sources.joined(separator: ", ")))"
            + " | \(link(contract)) | \(settings) |\n"
    }

    /// Returns the programs and editions of a contract that does not apply to all.
    private static func scope(_ contract: Contract) -> String {
        let programs = contract.programs.count == 1 ? contract.programs.map(\.rawValue) : []
        let editions = contract.editions.count < Edition.allCases.count ? contract.editions.map(\.rawValue) : []
        return (programs + editions).joined(separator: " ")
    }

    private static func link(_ contract: Contract) -> String {
        "[\(contract.id.drop { $0 != "/" }.dropFirst())](../../contracts/\(contract.id).json)"
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
