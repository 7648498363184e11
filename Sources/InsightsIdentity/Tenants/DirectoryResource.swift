import InsightsAPI
import InsightsFixtures

/// A resource for which the directory issues tokens (token-endpoint section 5.2).
package struct DirectoryResource: Sendable {
    /// The application ID URIs, without a slash at the end; empty if the resource has only an identifier.
    let uris: [String]
    /// The identifier of the resource application; nil if it is unpublished.
    let appID: String?
    /// The version of its access tokens, which the resource decides, not the endpoint.
    var tokenVersion = TokenVersion.v1
    /// The consented delegated permissions; a user's token has all of them, unless the request names fewer.
    var permissions = [userImpersonation]
    /// The further delegated permissions, which have no consent.
    var otherPermissions: [String] = []

    /// The delegated permission to act for a user, which the insights API requires in a user's token (section 7.3).
    package static let userImpersonation = "user_impersonation"

    /// The identifier of Azure AD Graph, the default for an application without `resource` (section 5.3).
    static let azureADGraphID = "00000002-0000-0000-c000-000000000000"
    /// The URI of Microsoft Graph, to which permissions without a resource belong.
    package static let microsoftGraph = "https://graph.microsoft.com"

    /// The resources that the documents of the insights API name.
    private static let known = [
        DirectoryResource(uris: [ResourceURI.azureADGraph], appID: azureADGraphID),
        DirectoryResource(uris: [ResourceURI.partnerCenter], appID: "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"),
        DirectoryResource(
            uris: [microsoftGraph], appID: "00000003-0000-0000-c000-000000000000",
            permissions: ["User.Read", userImpersonation],
            otherPermissions: [
                "Calendars.Read", "Contacts.Read", "Directory.Read.All", "Files.Read", "Group.Read.All", "Mail.Read",
                "Mail.Send", "User.Read.All", "User.ReadWrite",
            ]),
        DirectoryResource(uris: [], appID: "20e940b3-4c77-4b0b-9a53-9e16a1b010a7"),
        DirectoryResource(uris: ["https://api.partner.microsoft.com"], appID: nil),
        DirectoryResource(uris: ["https://graph.ppe.windows.net"], appID: nil),
    ]

    /// Microsoft's own resources, of which the insights API refuses tokens.
    private static let azure = [
        // The management, by the name of today and by that of the command line `az`.
        DirectoryResource(
            uris: ["https://management.azure.com", "https://management.core.windows.net"],
            appID: "797f4846-ba00-4fd7-ba43-dac1f8f63013"),
        // Key Vault and storage.
        DirectoryResource(uris: ["https://vault.azure.net"], appID: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"),
        DirectoryResource(uris: ["https://storage.azure.com"], appID: "e406a681-f3d4-42a8-90b6-c2b029497af1"),
    ]

    /// A key that is the same for all names of a resource: the application's identifier, or the URI if that is
    /// unpublished.
    var identity: String { (appID ?? uris.first ?? "").lowercased() }

    /// Returns the resource with an application ID URI or identifier, ignoring a trailing slash; nil if it is unknown.
    ///
    /// A tenant may describe one of Azure's resources itself, for example with tokens of version 2.
    static func find(_ name: String, in tenant: Tenant) -> DirectoryResource? {
        let name = bare(name).lowercased()
        let own = tenant.resources.map {
            DirectoryResource(
                uris: [bare($0.identifier)], appID: $0.appID, tokenVersion: $0.tokenVersion == 2 ? .v2 : .v1)
        }
        return (known + own + azure).first { resource in
            (resource.uris + [resource.appID].compactMap(\.self)).contains { $0.lowercased() == name }
        }
    }

    /// Returns a name without the slash at its end.
    private static func bare(_ name: String) -> String { name.hasSuffix("/") ? String(name.dropLast()) : name }
}
