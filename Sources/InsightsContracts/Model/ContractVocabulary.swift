public import InsightsAPI
public import InsightsJSON

/// The names that a simulator knows and contracts may use: settings with their values, and tenants.
public struct ContractVocabulary: Sendable {
    /// Returns what is wrong with a setting in an edition; nil for nothing.
    ///
    /// The place is filled in.
    public typealias SettingCheck = @Sendable (ContractSetting, Edition) -> InputError?

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
