import InsightsConsole
import InsightsContracts
import InsightsFixtures
import InsightsSimulator
import InsightsTesting

extension ContractSuite {
    /// Reads the contracts of a folder or of the package, and checks the names that they use.
    ///
    /// - Parameters:
    ///   - folder: the folder; nil for that of the package.
    ///   - knowsTenants: whether they are for the tenants of the package, not for those of a server.
    /// - Returns: the contracts.
    /// - Throws: `UsageError` with all files that have errors.
    static func checked(folder: String?, knowsTenants: Bool = true) throws(UsageError) -> ContractSuite {
        let tenants = knowsTenants ? try tenants() : nil
        do throws(ContractError) {
            let suite = if let folder { try ContractSuite(folder: folder) } else { try standard }
            try suite.check(.simulator(tenants: tenants))
            return suite
        } catch {
            throw .configuration("\(error)")
        }
    }

    private static func tenants() throws(UsageError) -> [String] {
        do throws(FixtureError) {
            return try FixtureStore.standard().tenants.map(\.domain)
        } catch {
            throw .configuration("\(error)")
        }
    }
}

extension ContractSource {
    /// Creates the source of the console's contracts: a folder, or nil for that of the package.
    init(folder: String?) {
        self.init(folder: folder) { () throws(ContractError) in
            if let folder { try ContractSuite(folder: folder) } else { try ContractSuite.standard }
        } check: { (suite) throws(ContractError) in
            try suite.check(.simulator(tenants: try? FixtureStore.standard().tenants.map(\.domain)))
        }
    }
}

extension ContractVocabulary {
    /// Returns the vocabulary of a simulator with some tenants; it knows every setting that a sandbox accepts.
    fileprivate static func simulator(tenants: [String]?) -> ContractVocabulary {
        ContractVocabulary(tenants: tenants) { setting, edition in
            do throws(SettingsError) {
                _ = try Settings(edition, changes: [setting])
                return nil
            } catch {
                return error.inputError(at: "")
            }
        }
    }
}
