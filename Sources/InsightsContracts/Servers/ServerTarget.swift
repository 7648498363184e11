package import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime
private import Synchronization

/// Any server, such as the live service: without a clock, faults or settings, and with other data in the account.
///
/// Contracts that need more are skipped with the reason. Names get a prefix, a contract's resources are deleted when it
/// ends, and other resources are never changed. A deviation from assumed behaviour is reported and does not fail,
/// unless the policy is strict.
public final class ServerTarget: ContractTarget {
    /// The policy of a run at a shared server.
    public struct Policy: Sendable {
        /// Whether contracts that change something run.
        public var mayWrite: Bool
        /// Whether a deviation from assumed behaviour fails.
        public var isStrict: Bool
        /// The least time between the starts of two requests.
        public var pace: Duration
        /// The longest wait that the server may demand with `Retry-After`.
        public var longestBackoff: Duration

        /// Creates a policy; by default it only reads, and starts at most two requests per second.
        public init(
            mayWrite: Bool = false, isStrict: Bool = false, pace: Duration = .milliseconds(500),
            longestBackoff: Duration = .seconds(120)
        ) {
            self.mayWrite = mayWrite
            self.isStrict = isStrict
            self.pace = pace
            self.longestBackoff = longestBackoff
        }
    }

    /// The time after which tokens are requested again, well before they expire.
    private static let tokenUse = Duration.seconds(30 * 60)

    /// The name in reports.
    public let name: String
    /// One, because cases share the account and the pace.
    public let concurrency = 1
    /// Whether the policy is strict; a server may deviate where nothing is documented.
    public var failsOnAssumptions: Bool { policy.isStrict }
    /// True, because the server may be the live service.
    public let expectsKnownDifferences = true

    private let service: String
    private let authority: String
    private let credentials: [PartnerProgram: Credentials]
    private let policy: Policy
    private let time: ServerTime
    private let prefix: RunPrefix
    private let subject: HTTPContractClient
    private let state = Mutex(State())

    private struct State {
        var admissions: [Credentials: TargetError?] = [:]
        var leftBehind: [String] = []
        var tokensSince = Duration.zero
    }

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - name: the name in reports.
    ///   - service: the URL of the service, without a trailing slash.
    ///   - authority: the URL of the token endpoint; nil for that of the service.
    ///   - credentials: the caller's credentials for each program that can run.
    ///   - policy: the policy of the run.
    ///   - run: the identifier of this run, which is part of the names it creates.
    ///   - time: the clock and the sleep function.
    ///   - connect: returns a transport to a server by its URL.
    package init(
        name: String, service: String, authority: String? = nil, credentials: [PartnerProgram: Credentials],
        policy: Policy = Policy(), run: String = ServerTarget.newRun(), time: ServerTime = .machine,
        connect: @escaping HTTPContractClient.Connect
    ) {
        self.name = name
        self.service = service
        self.authority = authority ?? service
        self.credentials = credentials
        self.policy = policy
        self.time = time
        prefix = RunPrefix(run: run)
        let rateLimiter = RateLimiter(pace: policy.pace, longestBackoff: policy.longestBackoff, time: time)
        subject = HTTPContractClient(service: service, authority: authority) { (origin) throws(SubjectError) in
            RateLimitedTransport(transport: try connect(origin), rateLimiter: rateLimiter)
        }
    }

    /// Returns a random identifier of a run: six hexadecimal digits.
    public static func newRun() -> String {
        let digits = String(UInt32.random(in: 0...0xFF_FFFF), radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The resources that contracts created and could not delete, in words.
    public var leftBehind: [String] { state.withLock { $0.leftBehind } }

    /// Checks that the contract can run here.
    ///
    /// - Throws: `TargetError` if it cannot.
    public func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment {
        if let reason = ContractRequirements(item.contract).reasonToSkip { throw .unsupported(reason) }
        guard policy.mayWrite || !item.contract.writes else {
            throw .unsupported("it changes something at the server, which needs --allow-writes")
        }
        let credentials = credentials(in: item.edition)
        guard let usual = credentials[item.program] else {
            throw .unsupported("there are no credentials for \(item.program)")
        }
        await renewTokens()
        try await admit(item.program, usual)
        return ServerEnvironment(
            client: IsolatingClient(subject, prefix: prefix), baseURL: service, authority: authority,
            credentials: credentials,
            time: time, prefix: prefix.text
        ) { [self] left in
            state.withLock { $0.leftBehind += left }
        }
    }

    /// Returns the credentials for cases of an edition: in later ones the service ends tokens for the first resource.
    private func credentials(in edition: Edition) -> [PartnerProgram: Credentials] {
        let resource = Settings(edition: edition).usualResource
        return credentials.mapValues { known in
            // Another resource is the user's choice.
            guard known.resource == Settings.azureADGraph else { return known }
            var known = known
            known.resource = resource
            return known
        }
    }

    /// Checks once for each principal that the server is reachable and grants a token.
    private func admit(_ program: PartnerProgram, _ credentials: Credentials) async throws(TargetError) {
        if let known = state.withLock({ $0.admissions[credentials] }) {
            if let error = known { throw error }
            return
        }
        let error = await refusal(program, credentials)
        state.withLock { $0.admissions[credentials] = .some(error) }
        if let error { throw error }
    }

    private func refusal(_ program: PartnerProgram, _ credentials: Credentials) async -> TargetError? {
        do throws(SubjectError) {
            _ = try await subject.token(credentials, program: program)
            return nil
        } catch {
            if case .target(let error) = error.kind { return error }
            return .unreachable(ContractRedaction(credentials).hidden(error.reason))
        }
    }

    private func renewTokens() async {
        let now = time.elapsed()
        let areOld = state.withLock { state in
            guard now - state.tokensSince > Self.tokenUse else { return false }
            state.tokensSince = now
            return true
        }
        if areOld { await subject.timeHasPassed() }
    }
}

/// The server as the environment of one case.
private struct ServerEnvironment: ContractEnvironment {
    let client: IsolatingClient
    let baseURL: String
    let authority: String
    let credentials: [PartnerProgram: Credentials]
    let time: ServerTime
    /// The prefix of the run's names.
    let prefix: String
    /// Receives descriptions of the resources that could not be deleted.
    let leave: @Sendable ([String]) -> Void

    var subject: any ContractClient { client }
    var callbackURL: String? { nil }

    func credentials(of actor: ContractActor?, in program: PartnerProgram) async throws(TargetError) -> Credentials {
        guard actor == nil, let usual = credentials[program] else {
            throw .unsupported("it needs further applications or users")
        }
        return usual
    }

    func now() async throws(TargetError) -> Timestamp { time.now() }

    func changeClock(_ change: JSONValue) async throws(TargetError) { throw .unsupported("it moves the clock") }

    func setFaults(_ plan: JSONValue) async throws(TargetError) { throw .unsupported("it needs faults") }

    func takeCallbacks() async -> [JSONValue] { [] }

    /// Deletes the resources that the contract created and left: reports before the queries they run.
    func close() async {
        let (entries, unseen) = await client.takeLeftovers(by: credentials)
        var left = unseen.map { place in
            "a \(place.kind) of \(place.program), if the call without a response created one: its name begins with \(prefix)"
        }
        for entry in entries.filter({ $0.kind == .report }) + entries.filter({ $0.kind == .query }) {
            let outcome = try? await client.perform(entry.deletion(by: credentials[entry.program]))
            guard let status = outcome?.status, status == 404 || (200..<300).contains(status) else {
                left.append("the \(entry.kind) \(entry.id) of \(entry.program)")
                continue
            }
        }
        if !left.isEmpty { leave(left) }
    }
}
