import InsightsAPI
import InsightsFixtures

/// A resource the directory issues tokens for (token-endpoint section 5.2).
struct DirectoryResource: Sendable {
    /// The application ID URI; nil if it is asked for by identifier only.
    let uri: String?
    /// The resource application's identifier; nil if nobody says.
    let appID: String?
    /// The version of its access tokens: the resource decides, not the endpoint.
    var tokenVersion = TokenVersion.v1
    /// The delegated permissions that were consented to: a user's token has them, unless it was asked for fewer.
    var permissions = [userImpersonation]
    /// Delegated permissions that it has too, and that nobody consented to.
    var otherPermissions: [String] = []

    /// The delegated permission that acts for a user, and that the insights API wants of a user's token (section 7.3).
    static let userImpersonation = "user_impersonation"

    /// Azure AD Graph by its identifier: what an application without `resource` gets a token for (section 5.3).
    static let azureADGraphID = "00000002-0000-0000-c000-000000000000"
    /// Microsoft Graph: what permissions without a resource are of.
    static let microsoftGraph = "https://graph.microsoft.com"

    private static let known = [
        DirectoryResource(uri: Settings.azureADGraph, appID: azureADGraphID),
        DirectoryResource(uri: Settings.partnerCenter, appID: "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"),
        DirectoryResource(
            uri: microsoftGraph, appID: "00000003-0000-0000-c000-000000000000",
            permissions: ["User.Read", userImpersonation],
            otherPermissions: [
                "Calendars.Read", "Contacts.Read", "Directory.Read.All", "Files.Read", "Group.Read.All", "Mail.Read",
                "Mail.Send", "User.Read.All", "User.ReadWrite",
            ]),
        DirectoryResource(uri: nil, appID: "20e940b3-4c77-4b0b-9a53-9e16a1b010a7"),
        DirectoryResource(uri: "https://api.partner.microsoft.com", appID: nil),
        DirectoryResource(uri: "https://graph.ppe.windows.net", appID: nil),
    ]

    /// What is the same for all its names: the application's identifier, or where nobody says it the URI.
    var identity: String { (appID ?? uri ?? "").lowercased() }

    /// The resource of a name, an application ID URI or an identifier; a slash at the end does not matter.
    static func find(_ name: String, in tenant: Tenant) -> DirectoryResource? {
        let bare = (name.hasSuffix("/") ? String(name.dropLast()) : name).lowercased()
        let own = tenant.resources.map {
            DirectoryResource(
                uri: $0.identifier, appID: $0.appID, tokenVersion: $0.tokenVersion == 2 ? .v2 : .v1)
        }
        return (known + own).first { $0.uri?.lowercased() == bare || $0.appID?.lowercased() == bare }
    }
}
