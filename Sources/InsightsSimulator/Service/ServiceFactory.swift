import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsRandomness
private import Synchronization

/// Makes the service under any settings; what is the same under all of them is made once.
final class ServiceFactory: Sendable {
    private let store: FixtureStore
    private let linkKey: [UInt8]
    private let origin: @Sendable (HTTPRequest) -> String
    private let catalogs = Mutex<[Edition: [PartnerProgram: ProgramCatalog]]>([:])

    init(store: FixtureStore, seed: UInt64, origin: @escaping @Sendable (HTTPRequest) -> String) {
        self.store = store
        linkKey = Seed.bytes(seed, "download links")
        self.origin = origin
    }

    /// The service under some settings.
    func service(under settings: Settings) -> InsightsService {
        InsightsService(
            settings: settings, store: store,
            links: DownloadLinks(key: linkKey, origin: origin, expiryHours: settings.linkExpiryHours),
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
