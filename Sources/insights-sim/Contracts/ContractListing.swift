import InsightsAPI
import InsightsContracts
import InsightsJSON

/// The selected contracts as a table or as JSON.
struct ContractListing {
    let selection: ContractSelection

    /// The contracts as a table for people.
    var table: String {
        TextTable(
            [["contract", "programs", "evidence", "title"]]
                + selection.runnable.map { contract in
                    [
                        contract.name, programs(contract).map(\.rawValue).joined(separator: ","),
                        contract.evidence.kind.rawValue, contract.title,
                    ]
                }
        ).description
    }

    /// The contracts as an array of objects.
    var json: JSONValue {
        .array(
            selection.choice.groups.map { .object(ContractSummary($0, folder: selection.folder ?? "contracts").json) })
    }

    /// The numbers of contracts and cases, by class of evidence.
    var counts: String {
        let contracts = selection.contracts
        let classes = Evidence.Class.allCases.map { kind in
            "\(contracts.count { $0.evidence.kind == kind }) \(kind.rawValue)"
        }
        let different = contracts.count { $0.difference != nil }
        return "\(contracts.count) contracts, \(selection.cases.count) cases: " + classes.joined(separator: ", ")
            + ", \(different) known to differ"
    }

    private func programs(_ contract: Contract) -> [PartnerProgram] {
        let programs = selection.cases.filter { $0.contract.id == contract.id }.map(\.program)
        return contract.programs.filter(programs.contains)
    }
}
