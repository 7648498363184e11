public import InsightsAPI
import InsightsFixtures
import InsightsHTTP
public import InsightsJSON
public import InsightsTime

/// One tenant of a simulator, for tests that want one of their own: state, clock, faults and journal are nobody else's.
public struct Sandbox: Sendable {
    let simulator: Simulator
    let sandbox: TenantRuntime

    init(_ sandbox: TenantRuntime, of simulator: Simulator) {
        self.sandbox = sandbox
        self.simulator = simulator
    }

    /// The tenant's identifier, which its tokens carry.
    public var tenantID: String { sandbox.tenant.tenantID }

    /// What people call it.
    public var name: String { sandbox.tenant.displayName }

    /// Where it is, and its first application and user.
    public var information: ConnectionInfo { ConnectionInfo(sandbox.tenant, baseURL: simulator.baseURL) }

    /// Credentials that open a program: the application alone for cmp, with the user for mpn.
    public func credentials(for program: PartnerProgram) -> Credentials { information.credentials(for: program) }

    /// A typed client that calls the simulator directly.
    public func client(for program: PartnerProgram) -> InsightsClient {
        InsightsClient(program: program, transport: simulator.transport, credentials: credentials(for: program))
    }

    // MARK: Clock

    /// The tenant's present instant.
    public var now: Timestamp { sandbox.now }

    /// Moves the clock forward, lets everything happen that falls due, and returns when it has.
    ///
    /// The clock is manual from then on. False, and no change, if that would pass the last instant, the end of 2199.
    @discardableResult
    public func advance(by duration: ISODuration) -> Bool {
        sandbox.advance(duration.after)
    }

    /// Moves the clock to an instant; false, and no change, if that lies before the present one.
    @discardableResult
    public func advance(to instant: Timestamp) -> Bool {
        sandbox.advance { _ in instant }
    }

    // MARK: Faults and journal

    /// The faults with their counters.
    public var faults: FaultPlan { sandbox.faults }

    /// Replaces the faults.
    public func setFaults(_ plan: FaultPlan) {
        sandbox.setFaults(plan)
    }

    /// Replaces the faults, also those a reset brings back.
    public func setInitialFaults(_ plan: FaultPlan) {
        sandbox.setFaults(plan, isInitial: true)
    }

    /// Replaces the faults by rules, drawn under the simulator's seed.
    ///
    /// - Throws: `InputError` for a rule that can never fire.
    public func setFaults(_ rules: [FaultRule]) throws(InputError) {
        sandbox.setFaults(try FaultPlan(rules, seed: simulator.seed, now: now))
    }

    /// The tenant's requests.
    public var journal: RequestJournal { sandbox.journal }

    // MARK: The end

    /// Goes back to the state of the start.
    public func reset() {
        sandbox.reset()
    }

    /// Ends a sandbox that was made; false for a tenant of the fixtures.
    @discardableResult
    public func delete() -> Bool { simulator.maker.directory.remove(sandbox) }
}

extension Simulator {
    /// Makes a tenant with its own application, users, state, clock, faults and journal.
    ///
    /// - Throws: `InputError`, if there are as many as there may be, or the service would refuse what it is to
    ///   begin with.
    public func makeSandbox(
        _ specification: SandboxSpecification = SandboxSpecification()
    ) throws(InputError) -> Sandbox {
        Sandbox(try maker.make(specification), of: self)
    }

    /// The tenant of that identifier; nil for the default one.
    public func sandbox(_ tenantID: String? = nil) -> Sandbox? {
        let sandbox = tenantID.map(maker.directory.sandbox(withTenantID:)) ?? maker.directory.standard
        return sandbox.map { Sandbox($0, of: self) }
    }

    /// The default tenant.
    public var defaultSandbox: Sandbox { Sandbox(maker.directory.standard, of: self) }

    /// Every tenant: those of the fixtures, the default one first, then the sandboxes that were made and still exist.
    public var sandboxes: [Sandbox] { maker.directory.all.map { Sandbox($0, of: self) } }

    /// The sandboxes that were made and still exist, oldest first.
    public var madeSandboxes: [Sandbox] {
        maker.removeExpired()
        return maker.directory.madeSandboxes.map { Sandbox($0, of: self) }
    }
}

extension ConnectionInfo {
    /// Credentials that open a program: the application alone for cmp, with the user for mpn.
    public func credentials(for program: PartnerProgram) -> Credentials {
        Credentials(
            tenantID: tenantID, clientID: clientID, clientSecret: clientSecret,
            username: program == .mpn ? username : nil, password: program == .mpn ? password : nil,
            resource: program == .mpn ? Settings.partnerCenter : Settings.azureADGraph)
    }
}
