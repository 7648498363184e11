import InsightsAPI
import InsightsFixtures
import InsightsQuery
private import Synchronization

/// One tenant at run time: everything that can change hangs on it, and nothing of it is seen by another tenant.
final class Sandbox: Sendable {
    /// The tenant with its applications and people.
    let tenant: Tenant
    let settings: Settings
    let journal: RequestJournal
    /// What it was made from; nil for a tenant of the fixtures.
    let specification: SandboxSpecification?
    /// Its number among the sandboxes that were made; nil for a tenant of the fixtures.
    let ordinal: Int?
    private let initialState: Mutex<State>
    private let state: Mutex<State>
    private let deleted = Atomic(false)
    private let lastUse = Atomic<UInt64>(0)

    /// What changes.
    struct State: Sendable {
        var clock: SimulatorClock
        /// The instant the clock showed first: fixture rows are dated around it.
        let started: Timestamp
        var service: ServiceState
        /// For tokens; apart from the others, so that polling changes no report's identifier.
        var tokenIdentifiers: IdentifierSource
        /// For request identifiers.
        var requestIdentifiers: IdentifierSource
        var refreshTokens = RefreshTokens()
        var faults = FaultPlan.empty

        /// `identity` keeps tenants apart that have the same seed.
        init(seed: UInt64, identity tenantID: String, clock: SimulatorClock) {
            self.clock = clock
            started = self.clock.read()
            service = ServiceState(seed: seed, tenantID: tenantID)
            tokenIdentifiers = IdentifierSource(seed: seed, purpose: "tokens of \(tenantID)")
            requestIdentifiers = IdentifierSource(seed: seed, purpose: "requests of \(tenantID)")
        }
    }

    init(tenant: Tenant, settings: Settings, seed: UInt64, clock: SimulatorClock) {
        self.tenant = tenant
        self.settings = settings
        specification = nil
        ordinal = nil
        journal = RequestJournal(settings: settings, redaction: Redaction(tenant))
        let state = State(seed: seed, identity: tenant.tenantID, clock: clock)
        initialState = Mutex(state)
        self.state = Mutex(state)
    }

    /// A sandbox that was made.
    init(
        tenant: Tenant, settings: Settings, state: State, specification: SandboxSpecification, ordinal: Int,
        realNow: UInt64
    ) {
        self.tenant = tenant
        self.settings = settings
        self.specification = specification
        self.ordinal = ordinal
        journal = RequestJournal(settings: settings, redaction: Redaction(tenant))
        initialState = Mutex(state)
        self.state = Mutex(state)
        lastUse.store(realNow, ordering: .relaxed)
    }

    /// Reads or changes the state at the present instant, after everything that was due has happened.
    func withState<Result: Sendable, Failure: Error>(
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try state.withLock { (state) throws(Failure) in
            let now = state.clock.read()
            state.service.settle(until: now, settings: settings)
            return try body(&state, now)
        }
    }

    /// The instant the clock showed first.
    var started: Timestamp { withState { state, _ in state.started } }

    /// The present instant.
    var now: Timestamp { withState { _, now in now } }

    /// What is decided when a request begins.
    struct Begun: Sendable {
        /// The frame of its answer: the instant, and an identifier.
        let answer: Answer
        let fault: FaultPlan.Fired?
        /// Whether the clock follows the machine's.
        let clockIsSystem: Bool
    }

    /// Begins a request: at which instant, with which identifier and which fault.
    func begin(_ route: RequestRoute, _ program: Program?, real: UInt64) -> Begun {
        if ordinal != nil { lastUse.store(real, ordering: .relaxed) }
        return withState { state, now in
            let id = state.requestIdentifiers.makeUUID()
            let fault =
                state.faults.isEmpty
                ? nil : state.faults.fault(for: FaultPlan.Facts(route: route, program: program, now: now))
            return Begun(
                answer: Answer(now: now, requestID: id), fault: fault, clockIsSystem: state.clock.mode == .system)
        }
    }

    /// The instant, and an identifier for a request.
    func beginRequest() -> (now: Timestamp, id: String) {
        withState { state, now in (now, state.requestIdentifiers.makeUUID()) }
    }

    /// Moves the clock to where the closure says, lets everything happen that falls due, and returns when that is done.
    ///
    /// The closure gets the present instant; nothing comes between. False, and no change, if it names no instant, or
    /// one that is past or after the clock's last.
    func advance(_ target: (Timestamp) -> Timestamp?) -> Bool {
        let moved = withState { state, now -> Timestamp? in
            guard let target = target(now), target >= now, target <= SimulatorClock.lastInstant else { return nil }
            state.clock.advance(to: target)
            state.service.settle(until: target, settings: settings)
            return target
        }
        if let moved { journal.note(.clockMoved(moved), at: moved) }
        return moved != nil
    }

    /// Goes back to the state of the start: clock, identifiers, queries, reports, faults; the journal is empty then.
    func reset() {
        let start = initialState.withLock { $0 }
        state.withLock { $0 = start }
        journal.clear()
    }

    // MARK: Faults

    /// Replaces the faults; `isInitial` has a reset bring them back.
    func setFaults(_ plan: FaultPlan, isInitial: Bool = false) {
        if isInitial { initialState.withLock { $0.faults = plan } }
        let now = withState { state, now in
            state.faults = plan
            return now
        }
        if !isInitial { journal.note(.faultsChanged(plan), at: now) }
    }

    /// The faults with their counters.
    var faults: FaultPlan { withState { state, _ in state.faults } }

    /// The faults it starts with.
    var initialFaults: FaultPlan { initialState.withLock { $0.faults } }

    // MARK: The end

    /// Whether it no longer exists: its tokens and links are refused.
    var isDeleted: Bool { deleted.load(ordering: .acquiring) }

    /// When it was last used, in nanoseconds of the real clock.
    var lastUsed: UInt64 { lastUse.load(ordering: .relaxed) }

    /// Ends it and gives back its memory, which tokens that are still remembered would keep.
    func delete() {
        deleted.store(true, ordering: .releasing)
        let start = initialState.withLock { $0 }
        state.withLock { $0 = State(seed: 0, identity: "", clock: start.clock) }
        initialState.withLock { $0 = State(seed: 0, identity: "", clock: start.clock) }
        journal.clear()
    }
}
