import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

/// The fixtures' third tenant, which has an application and a user of every condition.
enum TokenTrial {
    static let tenant = "35a465b6-8ac5-474f-8544-0e744eb35e97"
    static let lapsed = "5d088ca4-d9c9-44c9-b8c7-38be77d59c82"
    static let rolling = "0b441d3a-1841-4fa4-a5d2-ac274c31efa1"
    static let publicClient = "4676b2bf-ee7a-4d9c-935b-49b930f6ea23"
    static let throttled = "c8849745-18e5-47e4-8614-a3c0d1e56733"
    static let unlucky = "30735156-4e8d-4d08-bad8-e8de02857af2"
    static let ledger = "api://saltmarsh-ledger"

    /// The application alone.
    static let reader = TokenAccount(
        name: "trial", tenant: tenant, clientID: "de01770b-d5d9-4d3f-8278-7c4a5fcee9c2",
        secret: "practice-secret-of-the-trial", resource: "https://graph.windows.net")

    /// Returns the account of a user through the application, by the name before the at sign.
    static func user(_ name: String) -> TokenAccount {
        var account = reader
        account.name = name
        account.username = "\(name)@saltmarsh.example"
        account.password = "practice-password-of-\(name.prefix { $0 != "." })"
        account.resource = "https://api.partnercenter.microsoft.com"
        return account
    }

    static let active = user("taylor.brook")
}

extension TokenHarness {
    /// Posts an account's form to the v2 endpoint, with a scope instead of a resource.
    func postV2(
        _ account: TokenAccount, scope: String?, _ changes: [(String, String?)] = [], tenant: String? = nil,
        _ fields: [(String, String)] = []
    ) throws -> TokenReply {
        try send(
            .post, "/\(tenant ?? account.tenant)/oauth2/v2.0/token",
            [("Content-Type", "application/x-www-form-urlencoded")] + fields,
            body: account.form([("resource", nil), ("scope", scope)] + changes))
    }
}
