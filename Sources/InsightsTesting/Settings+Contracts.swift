package import InsightsContracts
import InsightsFixtures
package import InsightsSimulator

extension Settings {
    /// Creates the settings of an edition with a contract's changes.
    ///
    /// - Throws: `SettingsError` for a name or value that does not exist, or a setting that does not apply to a tenant.
    package init(_ edition: ContractEdition, changes: [ContractSetting]) throws(SettingsError) {
        self.init(edition: edition == .year2021 ? .year2021 : .year2023)
        for change in changes { try setOfTenant(change.name, to: change.value) }
    }
}
