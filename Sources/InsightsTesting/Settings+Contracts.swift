package import InsightsAPI
package import InsightsContracts
import InsightsFixtures
package import InsightsSimulator

extension Settings {
    /// The settings that a contract wants: those of its edition, with its changes.
    ///
    /// - Throws: `SettingsError` for a name or a value that does not exist, or is not for a tenant.
    package init(_ edition: Edition, changes: [ContractSetting]) throws(SettingsError) {
        self.init(edition: edition)
        for change in changes { try setOfTenant(change.name, to: change.value) }
    }
}
