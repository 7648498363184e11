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
            selection.contracts.map { contract in
                var evidence: JSONObject = ["class": .string(contract.evidence.kind.rawValue)]
                evidence["date"] = contract.evidence.date.map(JSONValue.string)
                evidence["sources"] = .array(contract.evidence.sources.map(JSONValue.string))
                var members: JSONObject = [
                    "id": .string(contract.id), "title": .string(contract.title),
                    "programs": .array(programs(contract).map { .string($0.rawValue) }),
                    "editions": .array(contract.editions.map { .string($0.rawValue) }),
                    "evidence": .object(evidence),
                    "settings": .object(
                        JSONObject(contract.settings.map { JSONObject.Member($0.name, .string($0.value)) })),
                ]
                let elements = selection.runnable.filter { $0.id == contract.id }.compactMap(\.element)
                if !elements.isEmpty { members["elements"] = .array(elements.map(JSONValue.string)) }
                if let difference = contract.difference {
                    members["difference"] = .object([
                        "id": .string(difference.id), "reason": .string(difference.reason),
                    ])
                }
                members["file"] = .string("\(selection.folder ?? "contracts")/\(contract.id).json")
                return .object(members)
            })
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
