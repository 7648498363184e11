import InsightsAPI
import InsightsFixtures
import InsightsIdentity
import InsightsRandomness
private import Synchronization

/// Creates the service for given settings; parts that do not depend on them are created once.
final class ServiceFactory: Sendable {
    private let store: FixtureStore
    private let linkKey: [UInt8]
    private let addresses: EndpointAddresses
    private let catalogs = Mutex<[Edition: [PartnerProgram: ProgramCatalog]]>([:])

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

    private func catalogs(of edition: Edition) -> [PartnerProgram: ProgramCatalog] {
        catalogs.withLock { known in
            if let catalogs = known[edition] { return catalogs }
            let catalogs = Dictionary(
                uniqueKeysWithValues: PartnerProgram.allCases.map {
                    ($0, ProgramCatalog(program: $0, store: store, edition: edition))
                })
            known[edition] = catalogs
            return catalogs
        }
    }
}
