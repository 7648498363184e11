public import InsightsJSON

/// What a simulator has a name for and contracts may name: settings with their values, tenants.
public struct ContractVocabulary: Sendable {
    /// Returns what is wrong with a setting in an edition; nil for nothing.
    ///
    /// The place is filled in.
    public typealias SettingCheck = @Sendable (ContractSetting, ContractEdition) -> InputError?

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
    func error(in contract: Contract) -> InputError? {
        for setting in contract.settings {
            for edition in contract.editions {
                guard var error = check(setting, edition) else { continue }
                error.place.field = JSONPointer(["settings", setting.name]).description
                return error
            }
        }
        guard let tenant = contract.tenant, let tenants, !tenants.contains(tenant) else { return nil }
        return InputError(place: "/tenant", found: "'\(tenant)'", expected: tenants.joined(separator: ", "))
    }
}
