package import InsightsAPI
package import InsightsContracts
import InsightsFixtures
import InsightsSimulator

extension Settings {
    /// Creates the settings of an edition with a contract's changes.
    ///
    /// - Throws: `SettingsError` for a name or value that does not exist, or a setting that does not apply to a tenant.
    package init(_ edition: Edition, changes: [ContractSetting]) throws(SettingsError) {
        self.init(edition: edition)
        for change in changes { try setOfTenant(change.name, to: change.value) }
    }
}
