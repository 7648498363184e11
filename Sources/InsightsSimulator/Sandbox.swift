import InsightsFixtures
import InsightsQuery
private import Synchronization

/// One tenant at run time: everything that can change hangs on it, and nothing of it is seen by another tenant.
final class Sandbox: Sendable {
    /// The tenant with its applications and people.
    let tenant: Tenant
    let settings: Settings
    private let seed: UInt64
    private let initialClock: SimulatorClock
    private let state: Mutex<State>
    /// Counts resets, so that what began before one does not go on after it.
    private let resets = Atomic(0)
    /// Where its callbacks go.
    let office: CallbackOffice
    /// Clients that sleep by its clock.
    let sleepers = SleeperRegistry()

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
        /// How many are handing out callbacks just now; while there is one, others leave them alone.
        var deliverers = 0
        /// What was last told to whoever waits for the schedule.
        var outlook = Outlook()

        init(seed: UInt64, tenantID: String, clock: SimulatorClock) {
            self.clock = clock
            started = self.clock.read()
            service = ServiceState(seed: seed, tenantID: tenantID)
            tokenIdentifiers = IdentifierSource(seed: seed, purpose: "tokens of \(tenantID)")
            requestIdentifiers = IdentifierSource(seed: seed, purpose: "requests of \(tenantID)")
        }
    }

    init(
        tenant: Tenant, settings: Settings, seed: UInt64, clock: SimulatorClock, office: CallbackOffice? = nil
    ) {
        self.tenant = tenant
        self.settings = settings
        self.seed = seed
        self.office = office ?? CallbackOffice(sender: NoCallbackSender(), settings: settings)
        initialClock = clock
        state = Mutex(State(seed: seed, tenantID: tenant.tenantID, clock: clock))
    }

    /// Reads or changes the state at the present instant, after everything that was due has happened.
    func withState<Result: Sendable, Failure: Error>(
        _ body: (inout State, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (result, news) = try state.withLock { (state) throws(Failure) in
            let now = state.clock.read()
            state.service.settle(until: now, settings: settings)
            let result = try body(&state, now)
            return (result, state.takeNews())
        }
        spread(news)
        return result
    }

    /// The present instant.
    var now: Timestamp { withState { _, now in now } }

    /// The instant, and an identifier for a request.
    ///
    /// A scripted clock moves on with it, unless it is one of the administration, which only looks.
    func beginRequest(isAdministration: Bool = false) -> (now: Timestamp, id: String) {
        withState { state, _ in
            if !isAdministration { state.clock.beginRequest() }
            let now = state.clock.read()
            state.service.settle(until: now, settings: settings)
            return (now, state.requestIdentifiers.makeUUID())
        }
    }

    /// How often it has been reset.
    var resetCount: Int { resets.load(ordering: .relaxed) }

    /// Goes back to the state of the start: clock, identifiers, queries, reports.
    func reset() {
        state.withLock {
            $0 = State(seed: seed, tenantID: tenant.tenantID, clock: initialClock)
            resets.add(1, ordering: .relaxed)
        }
        withState { _, _ in }
    }
}
