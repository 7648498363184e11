import InsightsAPI
package import InsightsJSON

/// What a list says about a contract, as `contracts list --output json` and `/_sim/contracts` show it.
package struct ContractSummary: Sendable {
    private let group: ContractChoice.Group
    private let folder: String

    /// Creates the summary of a contract whose file is in a folder.
    package init(_ group: ContractChoice.Group, folder: String) {
        self.group = group
        self.folder = folder
    }

    /// The summary as a JSON object.
    package var json: JSONObject {
        let contract = group.contract
        var evidence: JSONObject = ["class": .string(contract.evidence.kind.rawValue)]
        evidence["date"] = contract.evidence.date.map(JSONValue.string)
        evidence["sources"] = .array(contract.evidence.sources.map(JSONValue.string))
        var members: JSONObject = [
            "id": .string(contract.id), "title": .string(contract.title),
            "programs": .array(group.programs.map { .string($0.rawValue) }),
            "editions": .array(contract.editions.map { .string($0.rawValue) }),
            "evidence": .object(evidence),
            "settings": .object(JSONObject(contract.settings.map { JSONObject.Member($0.name, .string($0.value)) })),
        ]
        if !group.elements.isEmpty { members["elements"] = .array(group.elements.map(JSONValue.string)) }
        if let difference = contract.difference {
            members["difference"] = .object(["id": .string(difference.id), "reason": .string(difference.reason)])
        }
        members["file"] = .string("\(folder)/\(contract.id).json")
        return members
    }
}
