import InsightsAPI
import InsightsFaults
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsTime
import Synchronization

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
    /// The steps in which its clock moves through many events.
    let pacing: EventPacing
    /// The work that must not run on an event loop while many events are processed.
    let queue = WorkQueue()
    /// The moves of its clock that take long.
    let clockMoves = ClockMoves()
    /// The number of threads that are processing many events.
    let busy = Atomic(0)
    /// The number of threads that want the state while it is busy.
    let waiters = Atomic(0)
    /// The refresh token that its first user has from the start.
    let firstRefreshToken: String
    /// What can be read without the lock.
    let published = PublishedState()
    /// The saver of its state; nil if it lives in memory only.
    let saver: StateSaver?
    /// The round of the saver with which all its changes so far are saved.
    let neededRound = Atomic(0)

    /// The mutable state.
    struct State: Sendable {
        var clock: SimulatorClock
        /// The first instant of the clock; the dates of fixture rows are relative to it.
        var started: Timestamp
        var service: ServiceState
        /// The source of request identifiers.
        var requestIdentifiers: IdentifierSource
        var identity: IdentityState
        /// The bodies of its last lists.
        var kept = KeptResponses()
        /// The current right to deliver callbacks.
        var deliverers = DeliveryOwnership()
        /// The last schedule reported to observers.
        var scheduleSnapshot = ScheduleSnapshot()
        /// Whether a clock move is in the middle of its events, between two holds of the lock.
        var isProcessing = false
        /// The clock moves that wait until that one is no longer in the middle of its events.
        var turns: [MoveTurn] = []
        /// What is known of the rows in the store; nil if the state is not saved.
        var saved: SavedRows?

        /// Creates a state; `identity` makes the identifiers of tenants with the same seed differ.
        init(seed: UInt64, identity tenantID: String, clock: SimulatorClock) {
            self.clock = clock
            started = self.clock.read()
            service = ServiceState(seed: seed, tenantID: tenantID)
            identity = IdentityState(seed: seed, tenantID: tenantID)
            requestIdentifiers = IdentifierSource(seed: seed, purpose: "requests of \(tenantID)")
        }

        /// Creates the state of a copy: the same clock, with the service's state for its own accounts.
        init(copying other: State, _ service: ServiceState, seed: UInt64, identity tenantID: String) {
            clock = other.clock
            started = other.started
            self.service = service
            identity = IdentityState(seed: seed, tenantID: tenantID)
            requestIdentifiers = IdentifierSource(seed: seed, purpose: "requests of \(tenantID)")
        }
    }

    /// Creates the runtime of a tenant of the fixtures.
    init(
        tenant: Tenant, service: InsightsService, seed: UInt64, clock: SimulatorClock, dispatcher: CallbackDispatcher,
        pacing: EventPacing = EventPacing(), saver: StateSaver? = nil
    ) {
        self.saver = saver
        self.tenant = tenant
        self.pacing = pacing
        self.service = service
        specification = nil
        ordinal = nil
        self.dispatcher = dispatcher
        journal = RequestJournal(settings: service.settings, redaction: Redaction(tenant))
        var state = State(seed: seed, identity: tenant.tenantID, clock: clock)
        state.identity.grantFirstRefreshToken(in: tenant, at: state.started)
        firstRefreshToken = state.identity.firstRefreshToken
        initialState = Mutex(state)
        self.state = Mutex(state)
        published.publish(state)
    }

    /// Creates the runtime of a sandbox; `now` is when it begins, if that is not the first instant of its clock.
    init(
        tenant: Tenant, service: InsightsService, state: State, specification: SandboxSpecification, ordinal: Int,
        dispatcher: CallbackDispatcher, realNow: UInt64, pacing: EventPacing = EventPacing(), now: Timestamp? = nil,
        saver: StateSaver? = nil
    ) {
        self.saver = saver
        self.tenant = tenant
        self.pacing = pacing
        self.service = service
        self.specification = specification
        self.ordinal = ordinal
        self.dispatcher = dispatcher
        journal = RequestJournal(settings: service.settings, redaction: Redaction(tenant))
        var state = state
        state.identity.grantFirstRefreshToken(in: tenant, at: now ?? state.started)
        firstRefreshToken = state.identity.firstRefreshToken
        initialState = Mutex(state)
        self.state = Mutex(state)
        lastUse.store(realNow, ordering: .relaxed)
        published.publish(state)
    }

    /// The settings of the tenant.
    var settings: Settings { service.settings }

    /// Reads or changes the state at the current instant, after processing all due events.
    ///
    /// An event loop may call it only after `begin`, and not while the tenant is busy: it waits for the lock.
    func withState<Result: Sendable, Failure: Error>(
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if let result = try tryState(limit: pacing.eventsPerSlice, body) { return result }
        catchUp()
        // Little has become due since.
        while true {
            if let result = try tryState(limit: .max, body) { return result }
        }
    }

    /// Reads or changes the state, unless more events than `limit` are due; then returns nil.
    ///
    /// A scripted clock advances with each request, also if nil is returned. What is due before is due after as well,
    /// in the same order.
    private func tryState<Result: Sendable, Failure: Error>(
        limit: Int, beginsRequest: Bool = false, _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        let (result, changes) = try locked { (state) throws(Failure) -> (Result?, StateChanges) in
            if beginsRequest { state.clock.beginRequest() }
            let now = state.clock.read()
            guard state.service.processEvents(until: now, settings: settings, limit: limit) == .done else {
                return (nil, state.drainChanges())
            }
            let result = try body(&state, now)
            published.publish(state)
            return (result, state.drainChanges())
        }
        notifyObservers(changes)
        return result
    }

    /// Holds the lock of the state if no other thread does; otherwise returns nil.
    func withStateIfFree<Result: Sendable>(_ body: (inout State) -> Result) -> Result? {
        state.withLockIfAvailable { state in
            defer { noteChanges(state) }
            return body(&state)
        }
    }

    /// Holds the lock of the state, and lets a thread that processes many events know that others wait for it.
    func locked<Result: Sendable, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard isBusy else { return try held(body) }
        waiters.add(1, ordering: .relaxed)
        defer { waiters.subtract(1, ordering: .relaxed) }
        return try held(body)
    }

    private func held<Result: Sendable, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try state.withLock { (state) throws(Failure) in
            // An error may leave changes too, such as an identifier that was drawn.
            defer { noteChanges(state) }
            return try body(&state)
        }
    }

    /// Lets the saver know that the state has changed, if there is one; the caller holds the lock.
    private func noteChanges(_ state: borrowing State) {
        guard let saver, state.saved != nil, state.hasUnsavedChanges else { return }
        saver.note(self)
    }

    // MARK: Saving

    /// Holds the lock of both states, for the saver.
    func withSavedStates<Result: Sendable, Failure: Error>(
        _ body: (_ state: inout State, _ initial: inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try initialState.withLock { (initial) throws(Failure) in
            try state.withLock { (state) throws(Failure) in
                defer { published.publish(state) }
                return try body(&state, &initial)
            }
        }
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

    /// The start of a request on an event loop.
    enum Beginning: Sendable {
        case ready(RequestContext)
        /// The tenant is busy, or many events are due: another thread must begin the request.
        ///
        /// The value tells whether a scripted clock has moved for the request already.
        case slow(hasMovedClock: Bool)
    }

    /// Begins a request without waiting: determines its time, its identifier and its fault.
    func beginQuickly(
        _ route: Operation, _ program: PartnerProgram?, _ request: HTTPRequest, real: UInt64
    ) -> Beginning {
        if ordinal != nil { lastUse.store(real, ordering: .relaxed) }
        guard !isBusy else { return .slow(hasMovedClock: false) }
        let ready = tryState(limit: pacing.eventsPerSlice, beginsRequest: true) { state, now in
            context(&state, route, program, request, now: now, real: real)
        }
        return ready.map(Beginning.ready) ?? .slow(hasMovedClock: true)
    }

    /// Begins a request on a thread that may wait.
    func begin(
        _ route: Operation, _ program: PartnerProgram?, _ request: HTTPRequest, real: UInt64, hasMovedClock: Bool
    ) -> RequestContext {
        if !hasMovedClock { withState { state, _ in state.clock.beginRequest() } }
        return withState { state, now in context(&state, route, program, request, now: now, real: real) }
    }

    private func context(
        _ state: inout State, _ route: Operation, _ program: PartnerProgram?, _ request: HTTPRequest, now: Timestamp,
        real: UInt64
    ) -> RequestContext {
        let id = state.requestIdentifiers.makeUUIDValue()
        let fault =
            state.service.faults.isEmpty
            ? nil
            : state.service.faults.fault(
                for: FaultContext(
                    route: route, program: program, now: now, realNanoseconds: real,
                    token: request.fields["Authorization"] ?? request.fields[ServiceField.userTicket],
                    link: request.target))
        let clockIsSystem = state.clock.mode == .system
        return RequestContext(
            frame: ResponseFrame(now: now, identifier: id), fault: fault,
            // A clock of the system was read just now.
            machineTime: clockIsSystem ? now : state.clock.machineTime, clockIsSystem: clockIsSystem)
    }

    /// Restores the initial clock, identifiers, queries, reports and faults, and clears the journal.
    ///
    /// It ends clock moves.
    func reset() {
        let start = initialState.withLock { $0 }
        replaceState(by: start)
        journal.clear()
        withState { _, _ in }
    }

    /// Replaces the state, and ends the work that began with the former one.
    private func replaceState(by new: State) {
        clockMoves.cancelActive()
        let former = locked { state in
            state.deliverers.wakeAll()
            for turn in state.turns { turn.come() }
            let former = state
            state = new
            if saver != nil { state.startRecording() }
            // Work in progress must not write to the new state when it ends.
            resets.add(1, ordering: .relaxed)
            published.publish(state)
            return former
        }
        // A long history is freed after the lock, so that no other thread waits for it.
        withExtendedLifetime(former) {}
    }

    /// Whether so few events are due that one hold of the lock is enough.
    var hasFewDueEvents: Bool {
        tryState(limit: pacing.eventsPerSlice) { _, _ in true } ?? false
    }

    /// The number of resets.
    var resetCount: Int { resets.load(ordering: .relaxed) }

    // MARK: Faults
    /// Replaces the faults; with `isInitial`, a reset restores the new ones.
    func setFaults(_ plan: FaultPlan, isInitial: Bool = false) {
        if isInitial {
            initialState.withLock { $0.service.faults = plan }
            // Its row has the initial state too.
            locked { state in state.saved?.isWholeNeeded = true }
        }
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

    /// Makes the tenant's tokens and links invalid.
    func markDeleted() {
        deleted.store(true, ordering: .releasing)
    }

    /// Deletes the tenant and frees its memory, which cached tokens would otherwise retain.
    func delete() {
        markDeleted()
        let start = initialState.withLock { $0 }
        replaceState(by: State(seed: 0, identity: "", clock: start.clock))
        initialState.withLock { $0 = State(seed: 0, identity: "", clock: start.clock) }
        journal.clear()
    }
}
