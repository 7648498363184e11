import InsightsAPI
import InsightsFixtures
import InsightsIdentity
import InsightsRandomness

/// Creates the service for given settings; parts that do not depend on them are created once.
final class ServiceFactory: Sendable {
    private let store: FixtureStore
    private let linkKey: [UInt8]
    private let addresses: EndpointAddresses

    init(store: FixtureStore, seed: UInt64, addresses: EndpointAddresses) {
        self.store = store
        linkKey = Seed.bytes(seed, "download links")
        self.addresses = addresses
    }

    /// Returns the service for given settings.
    func service(under settings: Settings) -> InsightsService {
        InsightsService(
            settings: settings, store: store,
            links: DownloadLinks(key: linkKey, addresses: addresses, expiry: settings.linkExpiry),
            catalogs: catalogs(of: settings.catalogue))
    }

    /// Returns the catalogues of an edition, which all simulators over the same fixtures share.
    private func catalogs(of edition: Edition) -> [PartnerProgram: ProgramCatalog] {
        store.derived(in: edition) {
            Dictionary(
                uniqueKeysWithValues: PartnerProgram.allCases.map {
                    ($0, ProgramCatalog(program: $0, store: store, edition: edition))
                })
        }
    }
}
