public import InsightsAPI
import InsightsFaults
import InsightsFixtures
import InsightsHTTP
public import InsightsJSON
public import InsightsTime

/// One tenant of a simulator, isolated for a test: its state, clock, faults and journal are not shared.
public struct Sandbox: Sendable {
    let simulator: Simulator
    let sandbox: TenantRuntime

    init(_ sandbox: TenantRuntime, of simulator: Simulator) {
        self.sandbox = sandbox
        self.simulator = simulator
    }

    /// The identifier of the tenant, which its tokens contain.
    public var tenantID: String { sandbox.tenant.tenantID }

    /// The display name of the tenant.
    public var name: String { sandbox.tenant.displayName }

    /// The URL of the simulator, with the credentials of the tenant's first application and user.
    public var information: ConnectionInfo { ConnectionInfo(sandbox, baseURL: simulator.baseURL) }

    /// Returns credentials for a program: the application alone for cmp, with the user for mpn.
    public func credentials(for program: PartnerProgram) -> Credentials { information.credentials(for: program) }

    /// Returns a typed client that calls the simulator directly.
    public func client(for program: PartnerProgram) -> InsightsClient {
        InsightsClient(program: program, transport: simulator.transport, credentials: credentials(for: program))
    }

    // MARK: Clock
    /// The tenant's current time.
    public var now: Timestamp { sandbox.now }

    /// Moves the clock forward, and returns after all due events have been processed.
    ///
    /// The clock is manual afterwards. Returns false, without a change, if it would pass the last instant, the end of
    /// 2199.
    @discardableResult
    public func advance(by duration: ISODuration) -> Bool {
        sandbox.advance(duration.after)
    }

    /// Moves the clock forward, by whole seconds, and returns after all due events have been processed.
    ///
    /// Returns false, without a change, for a negative duration, and past the last instant, the end of 2199.
    @discardableResult
    public func advance(by duration: Duration) -> Bool {
        sandbox.advance(by: duration)
    }

    /// Moves the clock to an instant; returns false, without a change, if that is before the current one.
    @discardableResult
    public func advance(to instant: Timestamp) -> Bool {
        sandbox.advance { _ in instant }
    }

    // MARK: Faults and journal
    /// The faults with their progress.
    public var faults: FaultPlan { sandbox.faults }

    /// Replaces the faults.
    public func setFaults(_ plan: FaultPlan) {
        sandbox.setFaults(plan)
    }

    /// Replaces the faults, including those that a reset restores.
    public func setInitialFaults(_ plan: FaultPlan) {
        sandbox.setFaults(plan, isInitial: true)
    }

    /// Replaces the faults by rules, with the simulator's seed.
    ///
    /// - Throws: `InputError` for a rule that can never fire.
    public func setFaults(_ rules: [FaultRule]) throws(InputError) {
        sandbox.setFaults(try FaultPlan(rules, seed: simulator.seed, now: now))
    }

    /// The journal of the tenant's requests.
    public var journal: RequestJournal { sandbox.journal }

    // MARK: Copies, reset and deletion
    /// Creates a sandbox as this tenant is now: the same clock, faults, queries, reports, executions and callbacks.
    ///
    /// Identifiers stay, credentials are new, and the journal is empty. A reset of the copy restores this state.
    ///
    /// Without a name it has one that names this tenant. `settings` replaces those of this tenant by name.
    ///
    /// - Throws: `InputError` if the limit of sandboxes is reached, or for a setting that is refused.
    public func copy(name: String? = nil, settings: [String: String] = [:]) throws(InputError) -> Sandbox {
        Sandbox(try simulator.factory.copy(sandbox, name: name, settings: settings), of: simulator)
    }

    /// Restores the initial state.
    public func reset() {
        sandbox.reset()
    }

    /// Deletes a sandbox; returns false for a tenant of the fixtures.
    @discardableResult
    public func delete() -> Bool { simulator.factory.directory.remove(sandbox) }
}

extension Simulator {
    /// Creates a tenant with its own application, users, state, clock, faults and journal.
    ///
    /// - Throws: `InputError` if the limit of sandboxes is reached, or the service rejects the initial queries or
    ///   reports.
    public func makeSandbox(
        _ specification: SandboxSpecification = SandboxSpecification()
    ) throws(InputError) -> Sandbox {
        Sandbox(try factory.make(specification), of: self)
    }

    /// Returns the tenant with an identifier, or the default tenant for nil; nil if the identifier is unknown.
    public func sandbox(_ tenantID: String? = nil) -> Sandbox? {
        let sandbox = tenantID.map(factory.directory.sandbox(withTenantID:)) ?? factory.directory.standard
        return sandbox.map { Sandbox($0, of: self) }
    }

    /// The default tenant.
    public var defaultSandbox: Sandbox { Sandbox(factory.directory.standard, of: self) }

    /// All tenants: those of the fixtures, the default one first, then the existing sandboxes.
    public var sandboxes: [Sandbox] { factory.directory.all.map { Sandbox($0, of: self) } }

    /// The existing sandboxes, oldest first.
    public var madeSandboxes: [Sandbox] {
        factory.removeExpired()
        return factory.directory.madeSandboxes.map { Sandbox($0, of: self) }
    }
}

extension ConnectionInfo {
    /// Returns credentials for a program: the application alone for cmp, with the user for mpn.
    public func credentials(for program: PartnerProgram) -> Credentials {
        Credentials(
            tenantID: tenantID, clientID: clientID, clientSecret: clientSecret,
            username: program == .mpn ? username : nil, password: program == .mpn ? password : nil,
            resource: program == .mpn ? Settings.partnerCenter : resource)
    }
}

extension Sandbox {
    /// Makes another key the signing key of the tenant.
    ///
    /// The previous key stays published, and its tokens stay valid, until the next rotation.
    public func rotateSigningKey() {
        sandbox.rotateSigningKey()
    }
}

extension Simulator {
    /// Makes another key the signing key of the default tenant.
    ///
    /// The previous key stays published, and its tokens stay valid, until the next rotation.
    public func rotateSigningKey() {
        directory.standard.rotateSigningKey()
    }
}
