private import Dispatch
import InsightsStore
private import Synchronization

/// Saves what changes in tenants, in rounds: all that waits at the begin of a round shares one durable write.
///
/// A change is noted under the lock of its tenant, and taken by the round. So a round that begins after a change has
/// it, and a reply that waits for that round is never ahead of the store.
final class StateSaver: Sendable {
    private let store: any StateStore
    private let queue = DispatchQueue(label: "state")
    private let state = Mutex(State())
    private let completed = Atomic(0)
    private let failing = Atomic(false)

    fileprivate struct State {
        /// The tenants that have changed since the last round began.
        var changed: [TenantRuntime] = []
        var isChanged: Set<ObjectIdentifier> = []
        /// What changed besides tenants.
        var others: [StateChange] = []
        /// The number of the next round to begin.
        var next = 1
        var isScheduled = false
        var isStarted = false
        var isClosed = false
        var waiting: [(round: Int, semaphore: DispatchSemaphore)] = []
        var failure: StateError?
        /// What could not be written yet.
        var unwritten: [StateChange] = []
    }

    /// The seconds after which a failed write is tried again.
    static let retrySeconds = 1

    init(_ store: any StateStore) {
        self.store = store
    }

    /// Returns what the store has.
    func load() throws(StateError) -> [String: [StateRow]] { try store.load() }

    /// Begins to write what was noted, and writes it at once.
    func start() throws(StateError) {
        state.withLock { $0.isStarted = true }
        try flush()
    }

    // MARK: Changes

    /// Notes that a tenant has changed; the caller holds its lock.
    func note(_ tenant: TenantRuntime) {
        let mustRun = state.withLock { state in
            if state.isChanged.insert(ObjectIdentifier(tenant)).inserted { state.changed.append(tenant) }
            tenant.neededRound.store(state.next, ordering: .releasing)
            return state.schedule()
        }
        if mustRun { run() }
    }

    /// Notes a change of something besides tenants.
    func note(_ change: StateChange) {
        let mustRun = state.withLock { state in
            state.others.append(change)
            return state.schedule()
        }
        if mustRun { run() }
    }

    private func run() {
        queue.async { [self] in
            while round() {}
        }
    }

    /// Whether writes fail at present.
    var isFailing: Bool { failing.load(ordering: .acquiring) }

    // MARK: Waiting

    /// Returns whether all changes of a tenant are saved.
    func hasSaved(_ tenant: TenantRuntime) -> Bool {
        tenant.neededRound.load(ordering: .acquiring) <= completed.load(ordering: .acquiring)
    }

    /// Waits until all changes of a tenant are saved; returns false if they cannot be for now.
    func wait(for tenant: TenantRuntime) -> Bool {
        wait(forRound: tenant.neededRound.load(ordering: .acquiring))
    }

    /// Waits until all changes of all tenants so far are saved; returns false if they cannot be for now.
    func waitForAll() -> Bool {
        wait(
            forRound: state.withLock { state in
                state.changed.isEmpty && state.others.isEmpty ? state.next - 1 : state.next
            })
    }

    private func wait(forRound round: Int) -> Bool {
        guard round > completed.load(ordering: .acquiring) else { return true }
        let semaphore: DispatchSemaphore? = state.withLock { state in
            guard state.failure == nil, !state.isClosed, round > completed.load(ordering: .acquiring) else {
                return nil
            }
            let semaphore = DispatchSemaphore(value: 0)
            state.waiting.append((round, semaphore))
            return semaphore
        }
        semaphore?.wait()
        return round <= completed.load(ordering: .acquiring)
    }

    // MARK: Rounds

    /// Takes and writes what has changed; returns false if nothing has, or if the write failed.
    private func round() -> Bool {
        let work: (round: Int, tenants: [TenantRuntime], changes: [StateChange])? = state.withLock { state in
            guard !state.changed.isEmpty || !state.others.isEmpty || !state.unwritten.isEmpty else {
                state.isScheduled = false
                return nil
            }
            let round = state.next
            state.next += 1
            let work = (round, state.changed, state.unwritten + state.others)
            (state.changed, state.isChanged, state.others, state.unwritten) = ([], [], [], [])
            return work
        }
        guard let work else { return false }
        let changes = work.changes + work.tenants.compactMap { $0.takeChange() }
        do throws(StateError) {
            if !changes.isEmpty { try store.write(changes) }
            complete(work.round)
            return true
        } catch {
            fail(error, keeping: changes)
            return false
        }
    }

    private func complete(_ round: Int) {
        let ready = state.withLock { state in
            completed.store(round, ordering: .releasing)
            failing.store(false, ordering: .releasing)
            state.failure = nil
            let ready = state.waiting.filter { $0.round <= round }
            state.waiting.removeAll { $0.round <= round }
            return ready
        }
        for waiter in ready { waiter.semaphore.signal() }
    }

    /// Keeps what could not be written for another try, and lets those who wait know.
    private func fail(_ error: StateError, keeping changes: [StateChange]) {
        let (waiting, isClosed) = state.withLock { state in
            state.failure = error
            state.unwritten = changes
            failing.store(true, ordering: .releasing)
            defer { state.waiting = [] }
            return (state.waiting, state.isClosed)
        }
        for waiter in waiting { waiter.semaphore.signal() }
        guard !isClosed else { return }
        queue.asyncAfter(deadline: .now() + .seconds(Self.retrySeconds)) { [self] in
            while round() {}
        }
    }

    /// Writes what is noted before it returns.
    private func flush() throws(StateError) {
        queue.sync {
            while round() {}
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Saves the tenants a last time, and ends the use of the store.
    func close(_ tenants: [TenantRuntime]) throws(StateError) {
        for tenant in tenants { note(tenant) }
        defer {
            state.withLock { $0.isClosed = true }
            queue.sync { store.close() }
        }
        try flush()
    }
}

extension StateSaver.State {
    /// Returns whether rounds must be started, and counts them as started.
    fileprivate mutating func schedule() -> Bool {
        guard isStarted, !isScheduled, !isClosed else { return false }
        isScheduled = true
        return true
    }
}
