import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsRandomness
import InsightsTime
private import Synchronization

/// One tenant at run time: everything that can change hangs on it, and nothing of it is seen by another tenant.
final class TenantRuntime: Sendable {
    /// The tenant with its applications and people.
    let tenant: Tenant
    /// The service under its settings.
    let service: InsightsService
    let journal: RequestJournal
    /// What it was made from; nil for a tenant of the fixtures.
    let specification: SandboxSpecification?
    /// Its number among the sandboxes that were made; nil for a tenant of the fixtures.
    let ordinal: Int?
    private let initialState: Mutex<State>
    private let state: Mutex<State>
    private let deleted = Atomic(false)
    private let lastUse = Atomic<UInt64>(0)
    /// Counts resets, so that what began before one does not go on after it.
    private let resets = Atomic(0)
    /// Where its callbacks go.
    let office: CallbackDispatcher
    /// Clients that sleep by its clock.
    let sleepers = ClockSleepers()

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
        var identity = IdentityState()
        /// Who is handing out callbacks just now.
        var deliverers = DeliveryOwnership()
        /// What was last told to whoever waits for the schedule.
        var outlook = ScheduleSnapshot()

        /// `identity` keeps tenants apart that have the same seed.
        init(seed: UInt64, identity tenantID: String, clock: SimulatorClock) {
            self.clock = clock
            started = self.clock.read()
            service = ServiceState(seed: seed, tenantID: tenantID)
            tokenIdentifiers = IdentifierSource(seed: seed, purpose: "tokens of \(tenantID)")
            requestIdentifiers = IdentifierSource(seed: seed, purpose: "requests of \(tenantID)")
        }
    }

    /// A tenant of the fixtures.
    init(tenant: Tenant, service: InsightsService, seed: UInt64, clock: SimulatorClock, office: CallbackDispatcher) {
        self.tenant = tenant
        self.service = service
        specification = nil
        ordinal = nil
        self.office = office
        journal = RequestJournal(settings: service.settings, redaction: Redaction(tenant))
        let state = State(seed: seed, identity: tenant.tenantID, clock: clock)
        initialState = Mutex(state)
        self.state = Mutex(state)
    }

    /// A sandbox that was made.
    init(
        tenant: Tenant, service: InsightsService, state: State, specification: SandboxSpecification, ordinal: Int,
        office: CallbackDispatcher, realNow: UInt64
    ) {
        self.tenant = tenant
        self.service = service
        self.specification = specification
        self.ordinal = ordinal
        self.office = office
        journal = RequestJournal(settings: service.settings, redaction: Redaction(tenant))
        initialState = Mutex(state)
        self.state = Mutex(state)
        lastUse.store(realNow, ordering: .relaxed)
    }

    /// Its choices.
    var settings: Settings { service.settings }

    /// Reads or changes the state at the present instant, after everything that was due has happened.
    func withState<Result: Sendable, Failure: Error>(
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, news) = try state.withLock { (state) throws(Failure) in
            let now = state.clock.read()
            state.service.processEvents(until: now, settings: settings)
            let result = try body(&state, now)
            return (result, state.drainChanges())
        }
        notifyObservers(news)
        return result
    }

    /// The instant the clock showed first.
    var started: Timestamp { withState { state, _ in state.started } }

    /// The present instant.
    var now: Timestamp { withState { _, now in now } }

    /// What is decided when a request begins.
    struct RequestContext: Sendable {
        /// The frame of its answer: the instant, and an identifier.
        let answer: ResponseFrame
        let fault: FaultPlan.Fired?
        /// Whether the clock follows the machine's.
        let clockIsSystem: Bool
    }

    /// Begins a request: at which instant, with which identifier and which fault.
    func begin(
        _ route: RequestRoute, _ program: PartnerProgram?, _ request: HTTPRequest, real: UInt64
    ) -> RequestContext {
        if ordinal != nil { lastUse.store(real, ordering: .relaxed) }
        return withState { state, _ in
            // A scripted clock moves on with each request.
            state.clock.beginRequest()
            let now = state.clock.read()
            state.service.processEvents(until: now, settings: settings)
            let id = state.requestIdentifiers.makeUUID()
            let fault =
                state.service.faults.isEmpty
                ? nil
                : state.service.faults.fault(
                    for: FaultPlan.Facts(
                        route: route, program: program, now: now, realNanoseconds: real,
                        token: request.fields["Authorization"], link: request.target))
            return RequestContext(
                answer: ResponseFrame(now: now, requestID: id), fault: fault, clockIsSystem: state.clock.mode == .system
            )
        }
    }

    /// Goes back to the state of the start: clock, identifiers, queries, reports, faults; the journal is empty then.
    func reset() {
        let start = initialState.withLock { $0 }
        state.withLock {
            $0.deliverers.wakeAll()
            $0 = start
            resets.add(1, ordering: .relaxed)
        }
        journal.clear()
        withState { _, _ in }
    }

    /// How often it has been reset.
    var resetCount: Int { resets.load(ordering: .relaxed) }

    // MARK: Faults

    /// Replaces the faults; `isInitial` has a reset bring them back.
    func setFaults(_ plan: FaultPlan, isInitial: Bool = false) {
        if isInitial { initialState.withLock { $0.service.faults = plan } }
        let now = withState { state, now in
            state.service.faults = plan
            return now
        }
        if !isInitial { journal.note(.faultsChanged(plan), at: now) }
    }

    /// The faults with their counters.
    var faults: FaultPlan { withState { state, _ in state.service.faults } }

    /// The faults it starts with.
    var initialFaults: FaultPlan { initialState.withLock { $0.service.faults } }

    // MARK: The end

    /// Whether it no longer exists: its tokens and links are refused.
    var isDeleted: Bool { deleted.load(ordering: .acquiring) }

    /// When it was last used, in nanoseconds of the real clock.
    var lastUsed: UInt64 { lastUse.load(ordering: .relaxed) }

    /// Ends it and gives back its memory, which tokens that are still remembered would keep.
    func delete() {
        deleted.store(true, ordering: .releasing)
        let start = initialState.withLock { $0 }
        state.withLock {
            $0.deliverers.wakeAll()
            // What is still under way must not write here when it ends.
            resets.add(1, ordering: .relaxed)
            $0 = State(seed: 0, identity: "", clock: start.clock)
        }
        initialState.withLock { $0 = State(seed: 0, identity: "", clock: start.clock) }
        journal.clear()
    }
}
