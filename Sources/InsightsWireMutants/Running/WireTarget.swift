import InsightsAPI
package import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// Another target with a rewriting server in front of it.
package struct WireTarget: ContractTarget {
    private let base: any ContractTarget
    private let session: @Sendable (ContractCase) -> WireSession

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - base: the target that answers rightly.
    ///   - session: returns the rewriting server of a case.
    package init(_ base: any ContractTarget, session: @escaping @Sendable (ContractCase) -> WireSession) {
        self.base = base
        self.session = session
    }

    package var name: String { base.name }
    package var concurrency: Int { base.concurrency }
    package var failsOnAssumptions: Bool { base.failsOnAssumptions }
    package var expectsKnownDifferences: Bool { base.expectsKnownDifferences }

    package func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment {
        let environment = try await base.open(item)
        guard let client = environment.subject as? any TransportClient else {
            await environment.close()
            throw .unsupported("its client sends no requests that could be rewritten")
        }
        let session = session(item)
        let wired = WireEnvironment(
            base: environment, session: session, right: client,
            subject: client.over { WireTransport(session: session, server: $0) }, program: item.program)
        await wired.renewToken()
        return wired
    }
}

/// The environment of a case whose client calls a rewriting server.
private struct WireEnvironment: ContractEnvironment {
    let base: any ContractEnvironment
    let session: WireSession
    /// The client that calls the right server.
    let right: any TransportClient
    let subject: any ContractClient
    let program: PartnerProgram

    /// The frame looks through the rewriting server too, wherever the base has it.
    var frameClient: HTTPContractClient? { base.frameClient == nil ? nil : subject as? HTTPContractClient }
    var baseURL: String { base.baseURL }
    var authority: String { base.authority }
    var callbackURL: String? { base.callbackURL }

    func renewToken() async {
        guard session.needsToken, let usual = try? await base.credentials(of: nil, in: program) else { return }
        session.setToken(await right.usualToken(usual, program: program), tenant: usual.tenantID)
    }

    func credentials(of actor: ContractActor?, in program: PartnerProgram) async throws(TargetError) -> Credentials {
        try await base.credentials(of: actor, in: program)
    }

    func now() async throws(TargetError) -> Timestamp { try await base.now() }

    func changeClock(_ change: JSONValue) async throws(TargetError) {
        try await base.changeClock(change)
        await renewToken()
    }

    func setFaults(_ plan: JSONValue) async throws(TargetError) { try await base.setFaults(plan) }
    func takeCallbacks() async -> [JSONValue] { await base.takeCallbacks() }
    func close() async { await base.close() }
}
