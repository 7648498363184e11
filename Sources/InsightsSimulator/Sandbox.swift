import InsightsFixtures
import InsightsQuery
private import Synchronization

/// One tenant at run time: everything that can change hangs on it, and nothing of it is seen by another tenant.
final class Sandbox: Sendable {
    /// The tenant with its applications and people.
    let tenant: Tenant
    private let settings: Settings
    private let seed: UInt64
    private let initialClock: SimulatorClock
    private let state: Mutex<State>

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

        init(seed: UInt64, tenantID: String, clock: SimulatorClock) {
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
        self.seed = seed
        initialClock = clock
        state = Mutex(State(seed: seed, tenantID: tenant.tenantID, clock: clock))
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

    /// The present instant.
    var now: Timestamp { withState { _, now in now } }

    /// The instant, and an identifier for a request.
    func beginRequest() -> (now: Timestamp, id: String) {
        withState { state, now in (now, state.requestIdentifiers.makeUUID()) }
    }

    /// Moves the clock to where the closure says, lets everything happen that falls due, and returns when that is done.
    ///
    /// The closure gets the present instant; nothing comes between. False, and no change, if it names no instant, or
    /// one that is past or after the clock's last.
    func advance(_ target: (Timestamp) -> Timestamp?) -> Bool {
        withState { state, now in
            guard let target = target(now), target >= now, target <= SimulatorClock.lastInstant else { return false }
            state.clock.advance(to: target)
            state.service.settle(until: target, settings: settings)
            return true
        }
    }

    /// Goes back to the state of the start: clock, identifiers, queries, reports.
    func reset() {
        state.withLock { $0 = State(seed: seed, tenantID: tenant.tenantID, clock: initialClock) }
    }
}
