import InsightsAPI
import InsightsFaults
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsTime
private import Synchronization

/// The state of one tenant at run time; tenants share no mutable state.
final class TenantRuntime: Sendable {
    /// The tenant with its applications and users.
    let tenant: Tenant
    /// The service with the tenant's settings.
    let service: InsightsService
    let journal: RequestJournal
    /// The specification of a sandbox; nil for a tenant of the fixtures.
    let specification: SandboxSpecification?
    /// The number of a sandbox; nil for a tenant of the fixtures.
    let ordinal: Int?
    private let initialState: Mutex<State>
    private let state: Mutex<State>
    private let deleted = Atomic(false)
    private let lastUse = Atomic<UInt64>(0)
    /// The number of resets, so that work begun before a reset does not continue after it.
    private let resets = Atomic(0)
    /// The dispatcher of its callbacks.
    let dispatcher: CallbackDispatcher
    /// The tasks that sleep by its clock.
    let sleepers = ClockSleepers()

    /// The mutable state.
    struct State: Sendable {
        var clock: SimulatorClock
        /// The first instant of the clock; the dates of fixture rows are relative to it.
        let started: Timestamp
        var service: ServiceState
        /// The source of request identifiers.
        var requestIdentifiers: IdentifierSource
        var identity: IdentityState
        /// The current right to deliver callbacks.
        var deliverers = DeliveryOwnership()
        /// The last schedule reported to observers.
        var scheduleSnapshot = ScheduleSnapshot()

        /// Creates a state; `identity` makes the identifiers of tenants with the same seed differ.
        init(seed: UInt64, identity tenantID: String, clock: SimulatorClock) {
            self.clock = clock
            started = self.clock.read()
            service = ServiceState(seed: seed, tenantID: tenantID)
            identity = IdentityState(seed: seed, tenantID: tenantID)
            requestIdentifiers = IdentifierSource(seed: seed, purpose: "requests of \(tenantID)")
        }
    }

    /// Creates the runtime of a tenant of the fixtures.
    init(tenant: Tenant, service: InsightsService, seed: UInt64, clock: SimulatorClock, dispatcher: CallbackDispatcher)
    {
        self.tenant = tenant
        self.service = service
        specification = nil
        ordinal = nil
        self.dispatcher = dispatcher
        journal = RequestJournal(settings: service.settings, redaction: Redaction(tenant))
        let state = State(seed: seed, identity: tenant.tenantID, clock: clock)
        initialState = Mutex(state)
        self.state = Mutex(state)
    }

    /// Creates the runtime of a sandbox.
    init(
        tenant: Tenant, service: InsightsService, state: State, specification: SandboxSpecification, ordinal: Int,
        dispatcher: CallbackDispatcher, realNow: UInt64
    ) {
        self.tenant = tenant
        self.service = service
        self.specification = specification
        self.ordinal = ordinal
        self.dispatcher = dispatcher
        journal = RequestJournal(settings: service.settings, redaction: Redaction(tenant))
        initialState = Mutex(state)
        self.state = Mutex(state)
        lastUse.store(realNow, ordering: .relaxed)
    }

    /// The settings of the tenant.
    var settings: Settings { service.settings }

    /// Reads or changes the state at the current instant, after processing all due events.
    func withState<Result: Sendable, Failure: Error>(
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, changes) = try state.withLock { (state) throws(Failure) in
            let now = state.clock.read()
            state.service.processEvents(until: now, settings: settings)
            let result = try body(&state, now)
            return (result, state.drainChanges())
        }
        notifyObservers(changes)
        return result
    }

    /// The first instant of the clock.
    var started: Timestamp { withState { state, _ in state.started } }

    /// The current instant.
    var now: Timestamp { withState { _, now in now } }

    /// The decisions at the start of a request.
    struct RequestContext: Sendable {
        /// The frame of the response, with the time and a request identifier.
        let frame: ResponseFrame
        let fault: TriggeredFault?
        /// The present instant of the machine's clock.
        let machineTime: Timestamp
        /// Whether the clock follows the machine's clock.
        let clockIsSystem: Bool
    }

    /// Begins a request: determines its time, its identifier and its fault.
    func begin(
        _ route: Operation, _ program: PartnerProgram?, _ request: HTTPRequest, real: UInt64
    ) -> RequestContext {
        if ordinal != nil { lastUse.store(real, ordering: .relaxed) }
        return withState { state, _ in
            // A scripted clock advances with each request.
            state.clock.beginRequest()
            let now = state.clock.read()
            state.service.processEvents(until: now, settings: settings)
            let id = state.requestIdentifiers.makeUUID()
            let fault =
                state.service.faults.isEmpty
                ? nil
                : state.service.faults.fault(
                    for: FaultContext(
                        route: route, program: program, now: now, realNanoseconds: real,
                        token: request.fields["Authorization"], link: request.target))
            let clockIsSystem = state.clock.mode == .system
            return RequestContext(
                frame: ResponseFrame(now: now, requestID: id), fault: fault,
                // A clock of the system was read just now.
                machineTime: clockIsSystem ? now : state.clock.machineTime, clockIsSystem: clockIsSystem)
        }
    }

    /// Restores the initial clock, identifiers, queries, reports and faults, and clears the journal.
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

    /// The number of resets.
    var resetCount: Int { resets.load(ordering: .relaxed) }

    // MARK: Faults
    /// Replaces the faults; with `isInitial`, a reset restores the new ones.
    func setFaults(_ plan: FaultPlan, isInitial: Bool = false) {
        if isInitial { initialState.withLock { $0.service.faults = plan } }
        let now = withState { state, now in
            state.service.faults = plan
            return now
        }
        if !isInitial { journal.note(.faultsChanged(plan), at: now) }
    }

    /// The faults with their progress.
    var faults: FaultPlan { withState { state, _ in state.service.faults } }

    /// The initial faults.
    var initialFaults: FaultPlan { initialState.withLock { $0.service.faults } }

    // MARK: Deletion
    /// Whether the tenant was deleted; its tokens and links are then rejected.
    var isDeleted: Bool { deleted.load(ordering: .acquiring) }

    /// The time of the last use, in nanoseconds of the monotonic clock.
    var lastUsed: UInt64 { lastUse.load(ordering: .relaxed) }

    /// Deletes the tenant and frees its memory, which cached tokens would otherwise retain.
    func delete() {
        deleted.store(true, ordering: .releasing)
        let start = initialState.withLock { $0 }
        state.withLock {
            $0.deliverers.wakeAll()
            // Work in progress must not write to this state when it ends.
            resets.add(1, ordering: .relaxed)
            $0 = State(seed: 0, identity: "", clock: start.clock)
        }
        initialState.withLock { $0 = State(seed: 0, identity: "", clock: start.clock) }
        journal.clear()
    }
}
