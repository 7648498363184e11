public import InsightsAPI
private import InsightsJSON

/// What a simulator has a name for and contracts may name: settings with their values, tenants.
public struct ContractVocabulary: Sendable {
    /// Says what is wrong with a setting in an edition: what is found, and what is accepted; nil for nothing.
    public typealias SettingCheck =
        @Sendable (ContractSetting, Edition) -> (found: String, accepted: String)?

    private let check: SettingCheck
    private let tenants: [String]?

    /// Creates a vocabulary.
    ///
    /// - Parameters:
    ///   - tenants: the domains of the tenants; nil where they are not known.
    ///   - check: what is wrong with a setting.
    public init(tenants: [String]?, check: @escaping SettingCheck) {
        self.tenants = tenants
        self.check = check
    }

    /// The first name of a contract that is none.
    func error(in contract: Contract) -> ContractError? {
        for setting in contract.settings {
            for edition in contract.editions {
                guard let (found, accepted) = check(setting, edition) else { continue }
                let place = JSONPointer().appending("settings").appending(setting.name)
                return ContractError(place: place.description, found: found, accepted: accepted)
            }
        }
        guard let tenant = contract.tenant, let tenants, !tenants.contains(tenant) else { return nil }
        return ContractError(place: "/tenant", found: "'\(tenant)'", accepted: tenants.joined(separator: ", "))
    }
}
