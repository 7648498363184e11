// An embedding test needs one import, because the simulator's public declarations use the types of these modules.
@_exported public import InsightsAPI
@_exported public import InsightsFaults
@_exported public import InsightsFixtures
@_exported public import InsightsHTTP
import InsightsIdentity
@_exported public import InsightsJSON
import InsightsQuery
import InsightsRandomness
@_exported public import InsightsReports
@_exported public import InsightsTime

/// A simulator of the token endpoint and the insights v1 API, with its own state and clock.
///
/// Call it with request values, through `client(for:)`, or behind a server. Simulators in one process are isolated from
/// one another. All methods are thread-safe.
public final class Simulator: HTTPHandler {
    /// The settings of the simulator; a sandbox may have different ones.
    public let settings: Settings
    /// The seed from which all randomness follows.
    public let seed: UInt64
    let directory: TenantDirectory
    let callbackDispatcher: CallbackDispatcher
    private let pipeline: RequestPipeline
    private let administration: AdminAPI
    let address: AdvertisedURL
    let keys: KeyRing
    /// The factory of tenants.
    let factory: SandboxFactory
    /// The files of downloads.
    let files: FileStore
    /// The streams that follow what happens to tenants.
    package let events: EventFeed
    private let pages = PageAccess()
    /// The saver of the tenants' state; nil if it lives in memory only.
    let saver: StateSaver?

    /// Creates a simulator with its own state.
    ///
    /// - Parameters:
    ///   - settings: the settings; by default those of the 2021 edition.
    ///   - clock: the clock, such as `.system`, or `.manual` at an instant.
    ///   - seed: the seed of identifiers, keys and links. The same seed, clock and calls give the same bytes.
    ///   - fixtures: the datasets and tenants to serve.
    ///   - baseURL: the URL at which clients reach the service; links begin with it, except for HTTPS requests. Without
    ///     one, links in responses to a server's requests begin with the host that the request names.
    ///   - callbackSender: the sender of callbacks; nil to record that they could not be sent.
    ///   - keyFetcher: the fetcher of the keys of issuers that applications trust; nil to refuse such assertions.
    ///   - administrationKey: the key that administration needs; nil to admit loopback only, without one.
    public convenience init(
        settings: Settings = Settings(), clock: SimulatorClock = .system, seed: UInt64 = 0, fixtures: FixtureStore,
        baseURL: String? = nil, callbackSender: (any CallbackSender)? = nil,
        keyFetcher: (any IssuerKeyFetcher)? = nil, administrationKey: String? = nil
    ) {
        self.init(
            settings: settings, clock: clock, seed: seed, fixtures: fixtures, baseURL: baseURL,
            callbackSender: callbackSender, keyFetcher: keyFetcher, administrationKey: administrationKey,
            realClock: .machine, pacing: EventPacing())
    }

    /// Creates a simulator that measures real time with the given clock, for tests.
    package convenience init(
        settings: Settings, clock: SimulatorClock, seed: UInt64, fixtures: FixtureStore, baseURL: String?,
        callbackSender: (any CallbackSender)? = nil, administrationKey: String?, realClock: MonotonicClock
    ) {
        self.init(
            settings: settings, clock: clock, seed: seed, fixtures: fixtures, baseURL: baseURL,
            callbackSender: callbackSender, administrationKey: administrationKey, realClock: realClock,
            pacing: EventPacing())
    }

    /// Creates a simulator that processes many events in the given steps, for tests.
    init(
        settings: Settings, clock: SimulatorClock, seed: UInt64, fixtures: FixtureStore, baseURL: String?,
        callbackSender: (any CallbackSender)?, keyFetcher: (any IssuerKeyFetcher)? = nil,
        administrationKey: String?, realClock: MonotonicClock, pacing: EventPacing, files: FileStore = FileStore(),
        saver: StateSaver? = nil
    ) {
        self.settings = settings
        self.saver = saver
        self.files = files
        self.seed = seed
        let address = AdvertisedURL(baseURL ?? Self.defaultURL, isSet: baseURL != nil)
        self.address = address
        let addresses = EndpointAddresses(advertised: address)
        let events = EventFeed()
        self.events = events
        let keys = KeyRing(seed: seed)
        self.keys = keys
        let dispatcher = CallbackDispatcher(sender: callbackSender ?? NoCallbackSender())
        callbackDispatcher = dispatcher
        let services = ServiceFactory(store: fixtures, seed: seed, addresses: addresses)
        let service = services.service(under: settings)
        directory = TenantDirectory(
            fixtures.tenants.map { tenant in
                TenantRuntime(
                    tenant: tenant, service: service, seed: seed, clock: clock, dispatcher: dispatcher, pacing: pacing,
                    saver: saver)
            }, idleExpiry: settings.sandboxIdleExpiry?.wholeSeconds)
        pipeline = RequestPipeline(
            directory: directory,
            verifier: TokenVerifier(directory: directory, keys: keys, addresses: addresses),
            identity: IdentityEndpoint(
                directory: directory, keys: keys, addresses: addresses,
                fetch: (keyFetcher ?? NoKeyFetcher()).fetchDocument),
            downloads: DownloadEndpoint(store: files), clock: realClock,
            swagger: SwaggerEndpoint(addresses: addresses), calledHost: CalledHost(address: address))
        factory = SandboxFactory(
            directory: directory, services: services, settings: settings, seed: seed, clock: clock,
            dispatcher: dispatcher, realClock: realClock, pacing: pacing, saver: saver)
        administration = AdminAPI(
            sandboxes: factory,
            access: AdminAccess(key: administrationKey, pages: pages, isConfigured: address.accepts), keys: keys,
            addresses: addresses, events: events)
    }

    /// Creates a simulator with the fixtures of the package.
    ///
    /// - Throws: `FixtureError` if they cannot be found or read.
    public convenience init(
        settings: Settings = Settings(), clock: SimulatorClock = .system, seed: UInt64 = 0,
        callbackSender: (any CallbackSender)? = nil, keyFetcher: (any IssuerKeyFetcher)? = nil
    ) throws(FixtureError) {
        self.init(
            settings: settings, clock: clock, seed: seed, fixtures: try .standard(), callbackSender: callbackSender,
            keyFetcher: keyFetcher)
    }

    /// Handles one request to the service, the token endpoint, a download link or the administration.
    public func handle(_ request: HTTPRequest) -> HTTPReply {
        callbackDispatcher.deliveringAfter(reply(to: request))
    }

    private func reply(to request: HTTPRequest) -> HTTPReply {
        // Nearly every target is in the origin form.
        guard request.target.utf8.first != UInt8(ascii: "/") else { return route(request) }
        return route(Self.withHostOfTarget(request))
    }

    /// Returns a request whose `Host` is that of its absolute target, which counts (RFC 9112 §3.2.2).
    private static func withHostOfTarget(_ request: HTTPRequest) -> HTTPRequest {
        guard let target = AbsoluteTarget(request.target), Authority(target.authority) != nil else { return request }
        var request = request
        request.fields.set("Host", to: String(target.authority))
        return request
    }

    private func route(_ request: HTTPRequest) -> HTTPReply {
        let target = RequestTarget(parsing: request.target)
        let isOfService = !AdminRoute.begins(request.target)
        guard let saver else {
            return isOfService
                ? pipeline.handle(request, target)
                : administration.handle(request, target, segments: target.segments.dropFirst())
        }
        let reads = [.get, .head, .options].contains(request.method)
        // While nothing can be saved, calls that change something are refused before they do.
        if !reads, saver.isFailing { return .response(StateSaver.unavailable) }
        if isOfService { return pipeline.handle(request, target) }
        let reply = administration.handle(request, target, segments: target.segments.dropFirst())
        return reads ? reply : saver.saved(reply)
    }

    /// Sets the receiver of messages for the operator, at most one for each kind of problem; called from any thread.
    ///
    /// So far there is one kind: large downloads that cannot be kept on disk.
    public func reportProblems(to receiver: @escaping @Sendable (String) -> Void) {
        files.disk.reportProblems(to: receiver)
    }

    // MARK: In-process access

    /// What links begin with in process, where no URL is set.
    static let defaultURL = "http://localhost"

    /// Sets the URL of a listener, with which links begin unless a request names another host; a set `baseURL` stays.
    package func listens(at url: String) { address.setDefault(url) }

    /// Whether a `ProxyHeadersHandler` passes requests on, so that links and issuers have the names that proxies state.
    package var isBehindTrustedProxies: Bool {
        get { address.trustsForwarding }
        set { address.trustsForwarding = newValue }
    }

    /// The URL at which clients reach the service, without a trailing slash.
    ///
    /// It may have a path, such as `https://sim.corp.example/partner`. While it is not set, links begin with the host
    /// that a request names. That host must be this machine, an address, or an allowed name, and the request come over a
    /// network.
    public var baseURL: String {
        get { address.text }
        set { address.text = newValue }
    }

    /// The URL of the HTTPS listener besides plain HTTP, without a trailing slash; nil if there is none.
    ///
    /// Metadata and links in responses to HTTPS requests use it, because clients of the token endpoint require https.
    public var tlsURL: String? {
        get { address.tlsText }
        set { address.tlsText = newValue }
    }

    /// The host names of HTTPS, besides its addresses and the public names, in lower case.
    ///
    /// Metadata and links in responses to requests with one of these names use that name.
    public var hostNames: [String] {
        get { address.hostNames }
        set { address.hostNames = newValue }
    }

    /// Further host names by which clients call the service and the token endpoint, such as that of a container.
    ///
    /// Requests for any other name, and from pages of any other origin, are refused if they come over a network.
    public var allowedHosts: [String] {
        get { address.allowedHosts }
        set { address.allowedHosts = newValue }
    }

    /// What pages of the simulator's own origin need for administration calls that change something.
    package var pageRule: PageRule {
        get { pages.rule }
        set { pages.rule = newValue }
    }

    /// Returns the refusal of a caller who may not use the administration; nil for one who may.
    ///
    /// Handlers before the simulator that add routes below `/_sim/` ask it.
    package func administrationRefusal(of request: HTTPRequest) -> HTTPResponse? {
        administration.refusal(of: request)
    }

    /// A transport that calls this simulator directly.
    public var transport: InProcessTransport { InProcessTransport(self) }

    /// The URL of the simulator, with the default tenant's application and user, which have full access.
    public var information: ConnectionInfo { ConnectionInfo(directory.standard, baseURL: baseURL) }

    /// Returns whether an Authorization header carries a token of this simulator, of any time and audience.
    ///
    /// It is for measurements of the token check alone.
    package func verifies(authorization: [UInt8]) -> Bool {
        (try? pipeline.verifier.verify(authorization: authorization[...])) != nil
    }

    /// Returns credentials for a program: the application alone for cmp, with the user for mpn.
    public func credentials(for program: PartnerProgram) -> Credentials {
        information.credentials(for: program)
    }

    /// Returns a typed client of a program that calls this simulator directly, with credentials for it.
    public func client(for program: PartnerProgram) -> InsightsClient {
        InsightsClient(program: program, transport: transport, credentials: credentials(for: program))
    }

    /// The default tenant's current time.
    public var now: Timestamp { directory.standard.now }

    /// Moves the default tenant's clock forward, and returns after all due events have been processed.
    ///
    /// The clock is manual afterwards. Returns false, without a change, if it would pass the last instant, the end of
    /// 2199.
    @discardableResult
    public func advance(by duration: ISODuration) -> Bool {
        directory.standard.advance(duration.after)
    }

    /// Moves the default tenant's clock forward, by whole seconds, and returns after all due events have been processed.
    ///
    /// Returns false, without a change, for a negative duration, and past the last instant, the end of 2199.
    @discardableResult
    public func advance(by duration: Duration) -> Bool {
        directory.standard.advance(by: duration)
    }

    /// Moves the default tenant's clock to an instant.
    ///
    /// Returns false, without a change, if that is before the current instant or after the last, the end of 2199.
    @discardableResult
    public func advance(to instant: Timestamp) -> Bool {
        directory.standard.advance { _ in instant }
    }

    /// Restores the initial state of every tenant, including sandboxes.
    public func reset() {
        for sandbox in directory.all { sandbox.reset() }
    }

    /// Creates the signing key, so that the first token request need not wait for it.
    ///
    /// This takes a tenth of a second or more.
    public func prepare() {
        _ = keys.key(0)
    }

    /// Returns an unpredictable seed, for a simulator whose links and keys must not be guessed.
    public static func randomSeed() -> UInt64 { Seed.random() }
}
