public import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime
private import Synchronization

/// Any server, the live service above all: no clock, no faults, no settings, and others' data in the same account.
///
/// Contracts that need more are skipped with the reason. Names get a mark, what a contract has made is deleted when it
/// ends, what the run has not made is never changed, and what is only assumed is reported and does not fail, unless
/// the manners are strict.
public final class ServerTarget: ContractTarget {
    /// How the run behaves.
    public struct Policy: Sendable {
        /// Whether contracts that change something are run.
        public var mayWrite: Bool
        /// Whether what is only assumed fails where it is not so.
        public var isStrict: Bool
        /// The least time between the beginnings of two requests.
        public var pace: Duration
        /// The longest time that is waited when the server asks for it by `Retry-After`.
        public var longestRest: Duration

        /// Creates manners.
        public init(
            mayWrite: Bool = false, isStrict: Bool = false, pace: Duration = .milliseconds(500),
            longestRest: Duration = .seconds(120)
        ) {
            self.mayWrite = mayWrite
            self.isStrict = isStrict
            self.pace = pace
            self.longestRest = longestRest
        }
    }

    /// Tokens are got anew after this time: well before they end.
    private static let tokenUse = Duration.seconds(30 * 60)

    /// What it is called in reports.
    public let name: String
    /// One case at a time.
    public let concurrency = 1
    /// A server may do otherwise where nothing is documented, unless the manners are strict.
    public var failsOnAssumptions: Bool { manners.isStrict }
    /// It may be the service.
    public let expectsKnownDifferences = true

    private let service: String
    private let authority: String
    private let credentials: [PartnerProgram: Credentials]
    private let manners: Policy
    private let time: ServerTime
    private let mark: RunPrefix
    private let subject: HTTPContractClient
    private let state = Mutex(State())

    private struct State {
        var admissions: [PartnerProgram: TargetError?] = [:]
        var leftBehind: [String] = []
        var tokensSince = Duration.zero
    }

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - name: what it is called in reports.
    ///   - service: the origin of the service, without a slash at the end.
    ///   - authority: the origin of the token endpoint; nil for the same.
    ///   - credentials: who acts, for each program that can be run.
    ///   - manners: how the run behaves.
    ///   - run: what this run is called in the names it gives.
    ///   - time: the time to live in.
    ///   - connect: gives a transport to an origin.
    public init(
        name: String, service: String, authority: String? = nil, credentials: [PartnerProgram: Credentials],
        manners: Policy = Policy(), run: String = ServerTarget.newRun(), time: ServerTime = .machine,
        connect: @escaping HTTPContractClient.Connect
    ) {
        self.name = name
        self.service = service
        self.authority = authority ?? service
        self.credentials = credentials
        self.manners = manners
        self.time = time
        mark = RunPrefix(run: run)
        let courtesy = RateLimiter(pace: manners.pace, longestRest: manners.longestRest, time: time)
        subject = HTTPContractClient(service: service, authority: authority) { (origin) throws(SubjectError) in
            RateLimitedTransport(transport: try connect(origin), courtesy: courtesy)
        }
    }

    /// A name for a run that no other has.
    public static func newRun() -> String {
        let digits = String(UInt32.random(in: 0...0xFF_FFFF), radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// What contracts made and could not be deleted, in words.
    public var leftBehind: [String] { state.withLock { $0.leftBehind } }

    /// Sees whether the contract can be run here.
    public func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment {
        if let reason = ContractRequirements(item.contract).reasonToSkip { throw .lacks(reason) }
        guard manners.mayWrite || !item.contract.writes else {
            throw .lacks("it changes something at the server, which needs --allow-writes")
        }
        guard let usual = credentials[item.program] else {
            throw .lacks("there are no credentials for \(item.program)")
        }
        await renewTokens()
        try await admit(item.program, usual)
        return ServerStage(
            guest: IsolatingClient(subject, mark: mark), baseURL: service, authority: authority,
            credentials: credentials,
            time: time, mark: mark.text
        ) { [self] left in
            state.withLock { $0.leftBehind += left }
        }
    }

    /// Finds out once for each program whether the server can be reached and gives a token.
    private func admit(_ program: PartnerProgram, _ credentials: Credentials) async throws(TargetError) {
        if let known = state.withLock({ $0.admissions[program] }) {
            if let error = known { throw error }
            return
        }
        let error = await refusal(program, credentials)
        state.withLock { $0.admissions[program] = .some(error) }
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

/// A server for the time of one case.
private struct ServerStage: ContractEnvironment {
    let guest: IsolatingClient
    let baseURL: String
    let authority: String
    let credentials: [PartnerProgram: Credentials]
    let time: ServerTime
    /// How the names of the run begin.
    let mark: String
    /// Hears what could not be deleted.
    let leave: @Sendable ([String]) -> Void

    var subject: any ContractClient { guest }
    var callbackURL: String? { nil }

    func credentials(of actor: ContractActor?, in program: PartnerProgram) async throws(TargetError) -> Credentials {
        guard actor == nil, let usual = credentials[program] else {
            throw .lacks("it needs further applications or users")
        }
        return usual
    }

    func now() async throws(TargetError) -> Timestamp { time.now() }

    func changeClock(_ change: JSONValue) async throws(TargetError) { throw .lacks("it moves the clock") }

    func setFaults(_ plan: JSONValue) async throws(TargetError) { throw .lacks("it needs faults") }

    func takeCallbacks() async -> [JSONValue] { [] }

    /// Deletes what the contract made and left: reports before the queries they run.
    func close() async {
        let (entries, unseen) = await guest.takeLeftovers(by: credentials)
        var left = unseen.map { place in
            "a \(place.kind) of \(place.program), if the call that got no answer made one: its name begins with \(mark)"
        }
        for entry in entries.filter({ $0.kind == .report }) + entries.filter({ $0.kind == .query }) {
            let outcome = try? await guest.perform(entry.deletion(by: credentials[entry.program]))
            guard let status = outcome?.status, status == 404 || (200..<300).contains(status) else {
                left.append("the \(entry.kind) \(entry.id) of \(entry.program)")
                continue
            }
        }
        if !left.isEmpty { leave(left) }
    }
}
