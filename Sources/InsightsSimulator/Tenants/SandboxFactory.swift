import InsightsAPI
import InsightsFixtures
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsStore
import InsightsTime

/// Creates, finds and removes sandboxes.
struct SandboxFactory: Sendable {
    let directory: TenantDirectory
    let services: ServiceFactory
    /// The settings of the simulator.
    let settings: Settings
    let seed: UInt64
    let clock: SimulatorClock
    let dispatcher: CallbackDispatcher
    let realClock: MonotonicClock
    var pacing = EventPacing()
    /// The saver of their state; nil if it lives in memory only.
    var saver: StateSaver?

    /// Creates a tenant with its own application, users, state, clock, faults and journal.
    ///
    /// - Throws: `InputError` if the maximum number exists, or if the service rejects the initial queries or
    ///   reports.
    func make(_ specification: SandboxSpecification) throws(InputError) -> TenantRuntime {
        removeExpired()
        guard directory.madeCount < settings.sandboxLimit else { throw tooMany }
        let template = try template(specification.template)
        let service = try service(for: specification)
        guard let ordinal = directory.takeOrdinal(specification.ordinal) else {
            throw InputError(
                place: "ordinal", found: "\(specification.ordinal ?? 0)",
                expected: "a number that no sandbox has had")
        }
        let tenant = tenant(ordinal, like: template, name: specification.name)
        // An explicit seed gives the same identifiers in every sandbox that has it.
        var state = TenantRuntime.State(
            seed: specification.seed ?? seed,
            identity: specification.seed == nil ? tenant.tenantID : "a sandbox with a seed",
            clock: specification.clock.map(SimulatorClock.manual) ?? clock)
        try SandboxSeeder(service: service, tenant: tenant).add(specification, to: &state)
        let sandbox = TenantRuntime(
            tenant: tenant, service: service, state: state, specification: specification, ordinal: ordinal,
            dispatcher: dispatcher, realNow: realClock.nanoseconds(), pacing: pacing, saver: saver)
        guard directory.insert(sandbox, ordinal: ordinal, limit: settings.sandboxLimit) else { throw tooMany }
        saver?.note(directory.change)
        sandbox.startSaving()
        // Notify a background of the time of the next event.
        sandbox.withState { _, _ in }
        return sandbox
    }

    /// Creates a tenant as another one is now: the same clock, faults, queries, reports, executions and callbacks.
    ///
    /// Their identifiers stay, so links to files differ only in the tenant. Credentials are new, and the journal is empty.
    ///
    /// - Throws: `InputError` if the maximum number exists, or for a setting that is refused.
    func copy(
        _ source: TenantRuntime, name: String?, settings changes: [String: String]
    ) throws(InputError) -> TenantRuntime {
        removeExpired()
        guard directory.madeCount < settings.sandboxLimit else { throw tooMany }
        let former = source.tenant
        var specification = source.specification ?? SandboxSpecification(template: former.domain)
        specification.name = name ?? "\(former.displayName) (copy)"
        specification.copied = former.displayName
        (specification.queries, specification.reports) = ([], [])
        specification.settings.merge(changes) { _, new in new }
        let service = changes.isEmpty ? source.service : try service(for: specification)
        guard let ordinal = directory.takeOrdinal(nil) else { throw tooMany }
        let tenant = tenant(ordinal, like: former, name: specification.name)
        let (state, now) = source.withState { state, now in (state, now) }
        specification.clock = now
        let copied = state.service.copy(owners: Self.owners(former, tenant), settings: service.settings)
        let sandbox = TenantRuntime(
            tenant: tenant, service: service,
            state: TenantRuntime.State(copying: state, copied, seed: seed, identity: tenant.tenantID),
            specification: specification, ordinal: ordinal, dispatcher: dispatcher, realNow: realClock.nanoseconds(),
            pacing: pacing, now: now, saver: saver)
        guard directory.insert(sandbox, ordinal: ordinal, limit: settings.sandboxLimit) else { throw tooMany }
        saver?.note(directory.change)
        sandbox.startSaving()
        // Notify a background of the time of the next event.
        sandbox.withState { _, _ in }
        return sandbox
    }

    /// Restores a sandbox from its rows.
    func restore(_ rows: [StateRow], scope: String) throws(StateError) {
        let sandbox: TenantRuntime
        do throws(RowReader.Failure) {
            guard let (specification, ordinal) = try SandboxSpecification.saved(rows) else {
                throw RowReader.Failure("the tenants file has no such tenant")
            }
            sandbox = try restored(specification, ordinal)
        } catch {
            throw .unreadable(scope: scope, row: "sandbox", reason: error.description)
        }
        guard sandbox.scope == scope else {
            throw .mismatch(what: "sandbox \(sandbox.tenant.domain)", found: sandbox.scope, expected: scope)
        }
        try sandbox.restore(rows)
        _ = directory.insert(sandbox, ordinal: sandbox.ordinal ?? 0, limit: .max)
        sandbox.startSaving(rows: rows)
    }

    /// Returns a sandbox as it was asked for, before its state is restored.
    private func restored(
        _ specification: SandboxSpecification, _ ordinal: Int
    ) throws(RowReader.Failure) -> TenantRuntime {
        do throws(InputError) {
            let template = try template(specification.template)
            let service = try service(for: specification)
            let tenant = tenant(ordinal, like: template, name: specification.name)
            // A copy has its own identifiers of tokens, whatever the seed of its model was.
            let seed = specification.copied == nil ? specification.seed : nil
            let state = TenantRuntime.State(
                seed: seed ?? self.seed, identity: seed == nil ? tenant.tenantID : "a sandbox with a seed",
                clock: specification.clock.map(SimulatorClock.manual) ?? clock)
            return TenantRuntime(
                tenant: tenant, service: service, state: state, specification: specification, ordinal: ordinal,
                dispatcher: dispatcher, realNow: realClock.nanoseconds(), pacing: pacing, saver: saver)
        } catch {
            throw RowReader.Failure("\(error)")
        }
    }

    /// Returns the accounts of a copy by those of its model; applications and users are in the same order.
    private static func owners(_ model: Tenant, _ copy: Tenant) -> [AccountID: AccountID] {
        var owners: [AccountID: AccountID] = [:]
        for (former, application) in zip(model.applications, copy.applications) {
            let users = [(User?.none, User?.none)] + zip(model.users, copy.users).map { ($0, $1) }
            for (formerUser, user) in users {
                for program in PartnerProgram.allCases {
                    let before = Principal(application: former, user: formerUser).account(in: program)
                    owners[before] = Principal(application: application, user: user).account(in: program)
                }
            }
        }
        return owners
    }

    private var tooMany: InputError {
        InputError(
            place: "sandboxes", found: "\(directory.madeCount) sandboxes",
            expected: "fewer than \(settings.sandboxLimit)",
            hint: "delete some, or raise the setting sandbox-limit")
    }

    /// Removes the sandboxes that have been idle for longer than the setting allows.
    func removeExpired() {
        directory.removeIdle(now: realClock.nanoseconds)
    }

    /// Returns the service for a sandbox's settings; the service of the fixture tenants if it has none.
    private func service(for specification: SandboxSpecification) throws(InputError) -> InsightsService {
        if specification.edition == nil, specification.settings.isEmpty { return directory.standard.service }
        var own = specification.edition.map { Settings(edition: $0) } ?? settings
        for name in specification.settings.keys.sorted() {
            do throws(SettingsError) {
                try own.setOfTenant(name, to: specification.settings[name] ?? "")
            } catch {
                throw error.inputError(at: "settings.\(name)")
            }
        }
        return services.service(under: own)
    }

    // MARK: Tenants
    /// Returns the tenant of the tenants file on which a sandbox is based; by default the first one.
    private func template(_ name: String?) throws(InputError) -> Tenant {
        guard let name else { return directory.standard.tenant }
        let known = directory.sandboxes.map(\.tenant)
        let wanted = name.lowercased()
        guard let tenant = known.first(where: { [$0.tenantID, $0.domain].map { $0.lowercased() }.contains(wanted) })
        else {
            throw InputError(
                place: "model", found: "'\(name)'",
                expected: known.map(\.domain).joined(separator: ", "),
                hint: InputError.suggestion(for: name, among: known.map(\.domain)))
        }
        return tenant
    }

    /// Returns a copy of a tenant: the same applications, people, roles and conditions, with new identifiers and
    /// secrets.
    ///
    /// Those follow from the simulator's seed and the sandbox's number.
    private func tenant(_ ordinal: Int, like template: Tenant, name: String?) -> Tenant {
        var source = IdentifierSource(seed: seed, purpose: "sandbox \(ordinal)")
        let tenantID = source.makeUUID()
        let domain = "sandbox-\(ordinal).\(tenantID.prefix(8)).example"
        let applications = template.applications.map { Self.copy($0, &source) }
        let users = template.users.map { user in
            var copy = User(
                userPrincipalName: user.userPrincipalName.prefix { $0 != "@" } + "@" + domain,
                password: "sandbox-password-" + source.makeShortToken(), objectID: source.makeUUID(),
                givenName: user.givenName, familyName: user.familyName, displayUserID: Self.digits(&source),
                mpnRole: user.mpnRole)
            copy.state = user.state
            return copy
        }
        var tenant = Tenant(
            tenantID: tenantID, displayName: name ?? "Sandbox \(ordinal)", domain: domain,
            applications: applications, users: users)
        tenant.resources = template.resources
        return tenant
    }

    /// Returns a copy of an application in the same condition, with new identifiers and secrets.
    private static func copy(_ application: Application, _ source: inout IdentifierSource) -> Application {
        var copy = Application(
            clientID: source.makeUUID(), displayName: application.displayName,
            secrets: application.secrets.map { _ in "sandbox-secret-" + source.makeShortToken() },
            servicePrincipalID: source.makeUUID(), displayUserID: digits(&source),
            enrollments: application.enrollments)
        copy.clientSecrets = zip(copy.clientSecrets, application.clientSecrets).map { own, original in
            ClientSecret(own.value, expires: original.expires)
        }
        copy.certificates = application.certificates
        copy.redirectAddresses = application.redirectAddresses
        copy.federatedCredentials = application.federatedCredentials
        copy.consents = application.consents
        copy.hasServicePrincipal = application.hasServicePrincipal
        copy.isMultiTenant = application.isMultiTenant
        copy.isPublic = application.isPublic
        copy.throttle = application.throttle
        copy.isUnavailable = application.isUnavailable
        return copy
    }

    private static func digits(_ source: inout IdentifierSource) -> String {
        String(100_000_000 + source.next() % 900_000_000)
    }
}
