public import InsightsAPI
public import InsightsFixtures
public import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
public import InsightsTime

/// A faithful stand-in for the token endpoint and the insights v1 API, with state and a clock of its own.
///
/// Call it with request values, through `client(for:)`, or put it behind a server. Each simulator is isolated from
/// every other; many may run in one process. All calls may come from several threads.
public final class Simulator: HTTPHandler {
    /// The choices it was made with; a sandbox may have some of its own.
    public let settings: Settings
    /// The number everything random follows from.
    public let seed: UInt64
    let directory: TenantDirectory
    let callbackOffice: CallbackDispatcher
    private let pipeline: RequestPipeline
    private let administration: AdminAPI
    let address: AdvertisedURL
    /// Makes, finds and removes tenants.
    let maker: SandboxFactory

    /// Creates a simulator with its own state.
    ///
    /// - Parameters:
    ///   - settings: the choices; by default those of the 2021 edition.
    ///   - clock: `.system`, or `.manual` at an instant.
    ///   - seed: decides identifiers, keys and links. The same seed, clock and calls give the same bytes.
    ///   - fixtures: the datasets and tenants to serve.
    ///   - baseURL: how the service is reached from outside; links begin with it, but for callers by https.
    ///   - callbackSender: brings callbacks to their receivers; nil to record that they could not be sent.
    ///   - administrationKey: what callers of other machines must send to administer; nil to refuse them all.
    public convenience init(
        settings: Settings = Settings(), clock: SimulatorClock = .system, seed: UInt64 = 0, fixtures: FixtureStore,
        baseURL: String = "http://localhost", callbackSender: (any CallbackSender)? = nil,
        administrationKey: String? = nil
    ) {
        self.init(
            settings: settings, clock: clock, seed: seed, fixtures: fixtures, baseURL: baseURL,
            callbackSender: callbackSender, administrationKey: administrationKey, realClock: .machine)
    }

    /// Creates a simulator that measures real time by a clock of its own, for tests.
    package init(
        settings: Settings, clock: SimulatorClock, seed: UInt64, fixtures: FixtureStore, baseURL: String,
        callbackSender: (any CallbackSender)? = nil, administrationKey: String?, realClock: MonotonicClock
    ) {
        self.settings = settings
        self.seed = seed
        let address = AdvertisedURL(baseURL)
        self.address = address
        let addresses = EndpointAddresses(advertised: address)
        let keys = KeyRing(seed: seed)
        let office = CallbackDispatcher(sender: callbackSender ?? NoCallbackSender())
        callbackOffice = office
        let services = ServiceFactory(store: fixtures, seed: seed, origin: addresses.base)
        let service = services.service(under: settings)
        directory = TenantDirectory(
            fixtures.tenants.map { tenant in
                TenantRuntime(tenant: tenant, service: service, seed: seed, clock: clock, office: office)
            }, idleExpiry: settings.sandboxIdleExpiry)
        let describe: @Sendable (TenantRuntime, [PartnerProgram], HTTPRequest) -> JSONValue = {
            sandbox, programs, request in
            OpenAPIGenerator(
                settings: sandbox.settings, programs: programs, baseURL: addresses.base(for: request),
                tenantID: sandbox.tenant.tenantID
            ).json
        }
        pipeline = RequestPipeline(
            directory: directory,
            verifier: TokenVerifier(directory: directory, keys: keys, addresses: addresses),
            identity: IdentityRoutes(directory: directory, keys: keys, addresses: addresses),
            downloads: DownloadEndpoint(), clock: realClock,
            swagger: SwaggerEndpoint(document: { describe($0, [$1], $2) }))
        maker = SandboxFactory(
            directory: directory, services: services, settings: settings, seed: seed, clock: clock, office: office,
            realClock: realClock)
        administration = AdminAPI(
            maker: maker, access: AdminAccess(key: administrationKey, isConfigured: address.isConfigured),
            keys: keys,
            addresses: addresses,
            openAPI: { describe($0, PartnerProgram.allCases, $1) })
    }

    /// Creates a simulator over the fixtures that come with the package.
    ///
    /// - Throws: `FixtureError`, if they cannot be found or read.
    public convenience init(
        settings: Settings = Settings(), clock: SimulatorClock = .system, seed: UInt64 = 0,
        callbackSender: (any CallbackSender)? = nil
    ) throws(FixtureError) {
        self.init(
            settings: settings, clock: clock, seed: seed, fixtures: try .standard(), callbackSender: callbackSender)
    }

    /// Answers one request to the service, the token endpoint, a download link or the administration.
    public func handle(_ request: HTTPRequest) -> HTTPReply {
        callbackOffice.following(reply(to: request))
    }

    private func reply(to request: HTTPRequest) -> HTTPReply {
        let target = RequestTarget(parsing: request.target)
        guard target.segments.first?.lowercased() == AdminRoute.pathPrefix else {
            return pipeline.handle(request, target)
        }
        return administration.handle(request, target, segments: target.segments.dropFirst())
    }

    // MARK: In process

    /// Where the service is reached from outside, without a slash at the end; a server sets it once it is bound.
    public var baseURL: String {
        get { address.text }
        set { address.text = newValue }
    }

    /// Where TLS is spoken beside plain HTTP, without a slash at the end; nil if it is not.
    ///
    /// Metadata and links that are asked for there name it, since clients of the token endpoint go on with nothing but
    /// https.
    public var tlsURL: String? {
        get { address.tlsText }
        set { address.tlsText = newValue }
    }

    /// The host names by which it is reached within TLS besides its addresses and the public ones, in small letters.
    ///
    /// Metadata and links that are asked for by one of them name it.
    public var hostNames: [String] {
        get { address.hostNames }
        set { address.hostNames = newValue }
    }

    /// A transport that calls this simulator directly.
    public var transport: InProcessTransport { InProcessTransport(self) }

    /// The default tenant's application and user, which have every right.
    public var information: ConnectionInfo { ConnectionInfo(directory.standard.tenant, baseURL: baseURL) }

    /// Whether the value of an Authorization header carries a token that this simulator issued, whatever its time and
    /// audience.
    ///
    /// For measurements: what every request pays for its token, and nothing else.
    package func verifies(authorization: [UInt8]) -> Bool {
        (try? pipeline.verifier.verify(authorization: authorization[...])) != nil
    }

    /// Credentials that open a program: the application alone for cmp, with the user for mpn.
    public func credentials(for program: PartnerProgram) -> Credentials {
        information.credentials(for: program)
    }

    /// A typed client of a program that calls this simulator directly, with credentials that open it.
    public func client(for program: PartnerProgram) -> InsightsClient {
        InsightsClient(program: program, transport: transport, credentials: credentials(for: program))
    }

    /// The default tenant's present instant.
    public var now: Timestamp { directory.standard.now }

    /// Moves the default tenant's clock forward, lets everything happen that falls due, and returns when it has.
    ///
    /// The clock is manual from then on. False, and no change, if that would pass the last instant, the end of 2199.
    @discardableResult
    public func advance(by duration: ISODuration) -> Bool {
        directory.standard.advance(duration.after)
    }

    /// Moves the default tenant's clock to an instant.
    ///
    /// False, and no change, if that lies before the present one or after the last, the end of 2199.
    @discardableResult
    public func advance(to instant: Timestamp) -> Bool {
        directory.standard.advance { _ in instant }
    }

    /// Puts every tenant back to its state at the start, sandboxes that were made included.
    public func reset() {
        for sandbox in directory.all { sandbox.reset() }
    }

    /// Makes the signing key, so that the first token need not wait for it.
    ///
    /// Takes a tenth of a second or more.
    public func prepare() {
        _ = pipeline.identity.tokens.keys.key(0)
    }

    /// Returns a seed nobody chose, for a simulator whose links and keys nobody shall guess.
    public static func randomSeed() -> UInt64 { Seed.random() }
}
