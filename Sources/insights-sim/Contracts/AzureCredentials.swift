import InsightsAPI
import InsightsContracts

/// The credentials from the environment.
struct AzureCredentials {
    /// The credentials for each program; mpn is missing without a user.
    let byProgram: [PartnerProgram: Credentials]

    /// Reads the `AZURE_*` variables; an error names the missing ones, but never shows values.
    init(needsUser: Bool) throws(UsageError) {
        let names = [ClientVariable.tenantID, ClientVariable.clientID, ClientVariable.clientSecret]
        let userNames = [ClientVariable.username, ClientVariable.password]
        let values = (names + userNames).map { AdminClient.environment($0) }
        let hasUser = values[3] != nil || values[4] != nil
        let missing = zip(names + userNames, values).prefix(hasUser || needsUser ? 5 : 3).filter { $0.1 == nil }
        guard missing.isEmpty, let tenant = values[0], let client = values[1], let secret = values[2] else {
            let list = missing.map(\.0).joined(separator: ", ")
            throw .configuration("not set: \(list); credentials come from the environment")
        }
        var byProgram = [PartnerProgram.cmp: Credentials(tenantID: tenant, clientID: client, clientSecret: secret)]
        if let user = values[3], let password = values[4] {
            byProgram[.mpn] = Credentials(
                tenantID: tenant, clientID: client, clientSecret: secret, username: user, password: password)
        }
        self.byProgram = byProgram
    }
}
