import InsightsAPI
import InsightsFixtures
import Testing

@testable import InsightsIdentity

@Suite("Resources of the directory")
struct DirectoryResourceTests {
    private static func tenant(_ resources: [TenantResource] = []) -> Tenant {
        var tenant = Tenant(tenantID: "t", displayName: "T", domain: "t.example", applications: [], users: [])
        tenant.resources = resources
        return tenant
    }

    @Test(
        "All names of one of Azure's resources mean the same application",
        arguments: [
            (
                [
                    "https://management.azure.com", "https://management.azure.com/",
                    "https://management.core.windows.net", "https://MANAGEMENT.core.windows.net/",
                ], "797f4846-ba00-4fd7-ba43-dac1f8f63013"
            ),
            (["https://vault.azure.net", "https://vault.azure.net/"], "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"),
            (["https://storage.azure.com", "https://storage.azure.com/"], "e406a681-f3d4-42a8-90b6-c2b029497af1"),
            (["https://graph.microsoft.com", "https://graph.microsoft.com/"], "00000003-0000-0000-c000-000000000000"),
        ])
    func names(_ names: [String], _ identity: String) {
        for name in names + [identity, identity.uppercased()] {
            #expect(DirectoryResource.find(name, in: Self.tenant())?.identity == identity, "\(name)")
        }
    }

    @Test("A tenant's resource may be named with a slash at its end, or without one", arguments: ["", "/"])
    func ownNames(_ slash: String) {
        let own = TenantResource(
            identifier: "https://ledger.example\(slash)", appID: "563b1aa8-a415-4a25-b30f-37dab2e8dd2f",
            tokenVersion: 2)
        for name in ["https://ledger.example", "https://LEDGER.example/"] {
            #expect(DirectoryResource.find(name, in: Self.tenant([own]))?.identity == own.appID, "\(name)")
        }
        #expect(DirectoryResource.find("https://ledger.example//", in: Self.tenant([own])) == nil)
    }

    @Test(
        "Names that only resemble them are unknown",
        arguments: [
            "https://management.azure.com//", "http://management.azure.com", "https://management.azure.com.evil",
            "https://name.vault.azure.net", "797f4846-ba00-4fd7-ba43", "",
        ])
    func unknown(_ name: String) {
        #expect(DirectoryResource.find(name, in: Self.tenant()) == nil)
    }

    @Test("A resource that the tenant describes itself precedes Azure's of the same name, but not the service's")
    func precedence() {
        let own = ["https://vault.azure.net", "https://graph.windows.net"].map {
            TenantResource(identifier: $0, appID: "own", tokenVersion: 2)
        }
        let tenant = Self.tenant(own)
        #expect(DirectoryResource.find("https://vault.azure.net", in: tenant)?.tokenVersion == .v2)
        #expect(DirectoryResource.find("https://graph.windows.net", in: tenant)?.tokenVersion == .v1)
    }
}
