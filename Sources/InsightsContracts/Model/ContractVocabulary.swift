private import InsightsJSON

/// The names that a simulator knows and contracts may use: settings with their values, and tenants.
public struct ContractVocabulary: Sendable {
    /// Checks a setting in an edition; returns what was found and what is accepted, or nil if the setting is valid.
    public typealias SettingCheck =
        @Sendable (ContractSetting, ContractEdition) -> (found: String, accepted: String)?

    private let check: SettingCheck
    private let tenants: [String]?

    /// Creates a vocabulary.
    ///
    /// - Parameters:
    ///   - tenants: the domains of the tenants; nil if they are unknown, and then any tenant is accepted.
    ///   - check: the check of a setting.
    public init(tenants: [String]?, check: @escaping SettingCheck) {
        self.tenants = tenants
        self.check = check
    }

    /// Returns an error for the first unknown name of a contract; nil if all names are known.
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
