import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime
private import Synchronization

/// A sandbox tenant of a simulator, created for one case.
final class SimulatorEnvironment: ContractEnvironment {
    let subject: any ContractClient
    let frameClient: HTTPContractClient?
    private let sandbox: SimulatorAdministration.CreatedSandbox
    private let administration: SimulatorAdministration
    private let environment: SimulatorTarget.Environment
    private let item: ContractCase
    private let keepTraffic: (@Sendable (JSONValue) -> Void)?
    /// The second tenant; nil until a step needs its principal.
    private let stranger = Mutex<SimulatorAdministration.CreatedSandbox?>(nil)

    init(
        sandbox: SimulatorAdministration.CreatedSandbox, administration: SimulatorAdministration,
        environment: SimulatorTarget.Environment, item: ContractCase, subject: any ContractClient, watchesFrame: Bool,
        keepTraffic: (@Sendable (JSONValue) -> Void)? = nil
    ) {
        self.sandbox = sandbox
        self.administration = administration
        self.environment = environment
        self.item = item
        self.subject = subject
        self.keepTraffic = keepTraffic
        // A client under test is not asked: it may lack the calls, and its conduct is its own.
        frameClient = watchesFrame ? subject as? HTTPContractClient ?? HTTPContractClient(environment.transport) : nil
        environment.receiver?.setResponse(item.contract.callbackResponse, under: callbackPath)
    }

    var baseURL: String { environment.baseURL }

    /// A separate path for each tenant, so that parallel cases do not receive each other's callbacks.
    private var callbackPath: String { "/" + sandbox.tenantID }

    var callbackURL: String? { environment.receiver.map { $0.baseURL + callbackPath } }

    func credentials(of actor: ContractActor?, in program: PartnerProgram) async throws(TargetError) -> Credentials {
        switch actor {
        case nil: return try Self.usual(sandbox.json, program)
        case .stranger:
            if let known = stranger.withLock({ $0 }) { return try Self.usual(known.json, program) }
            let made = try await administration.makeSandbox(for: item, callbackHost: environment.callbackHost)
            stranger.withLock { $0 = made }
            return try Self.usual(made.json, program)
        case .principal(let name, let userName):
            let application = try Self.find(name, in: sandbox.json["applications"]) { $0["displayName"]?.string }
            let user = try userName.map { (name) throws(TargetError) in
                try Self.find(name, in: sandbox.json["users"]) { user in
                    user["username"]?.string.map { String($0.prefix { $0 != "@" }) }
                }
            }
            return Credentials(
                tenantID: sandbox.tenantID, clientID: application["clientId"]?.string ?? "",
                clientSecret: application["clientSecrets"]?[0]?.string ?? "", username: user?["username"]?.string,
                password: user?["password"]?.string)
        }
    }

    /// Returns the default principal of a tenant.
    ///
    /// cmp accepts an application alone; mpn needs an application and a user (seeds 000 and 001, docs/sources.md).
    private static func usual(_ tenant: JSONValue, _ program: PartnerProgram) throws(TargetError) -> Credentials {
        guard let tenantID = tenant["tenantId"]?.string, let clientID = tenant["clientId"]?.string,
            let secret = tenant["clientSecret"]?.string
        else { throw .unreachable("the sandbox has no application") }
        return Credentials(
            tenantID: tenantID, clientID: clientID, clientSecret: secret,
            username: program == .mpn ? tenant["username"]?.string : nil,
            password: program == .mpn ? tenant["password"]?.string : nil)
    }

    private static func find(
        _ name: String, in list: JSONValue?, by key: (JSONValue) -> String?
    ) throws(TargetError) -> JSONValue {
        guard let found = list?.array?.first(where: { key($0) == name }) else {
            let known = list?.array?.compactMap(key).joined(separator: ", ") ?? "none"
            throw .unsupported("its tenant has no '\(name)', only \(known)")
        }
        return found
    }

    func now() async throws(TargetError) -> Timestamp {
        let clock = try await administration.call(.get, route("clock"))
        guard let now = clock["now"]?.string.flatMap({ Timestamp($0) }) else {
            throw .unreachable("GET /_sim/clock showed no instant")
        }
        return now
    }

    func changeClock(_ change: JSONValue) async throws(TargetError) {
        try await administration.call(.post, route("clock"), change)
    }

    func setFaults(_ plan: JSONValue) async throws(TargetError) {
        if plan.isNull {
            try await administration.call(.delete, route("faults"))
        } else {
            try await administration.call(.post, route("faults"), plan)
        }
    }

    func takeCallbacks() async -> [JSONValue] {
        environment.receiver?.take(under: callbackPath) ?? []
    }

    func lostCallback() async -> String? {
        guard let journal = try? await administration.call(.get, route("journal") + "&limit=1") else { return nil }
        let events = journal["events"]?.array?.compactMap { $0["event"]?.string } ?? []
        // The words of docs/reference/journal.md: a callback has an answer, has none, or is not sent.
        return events.last { $0.contains(": no answer: ") || $0.contains(": not sent: ") }
    }

    func close() async {
        environment.receiver?.setResponse(nil, under: callbackPath)
        if let keepTraffic, let traffic = try? await administration.call(.get, route("case")) { keepTraffic(traffic) }
        // The simulator removes remaining tenants when it ends, and the case already has its verdict: ignore errors.
        for tenant in [sandbox, stranger.withLock { $0 }].compactMap({ $0 }) {
            _ = try? await administration.call(.delete, "sandboxes/\(tenant.tenantID)")
        }
    }

    private func route(_ name: String) -> String { "\(name)?tenant=\(sandbox.tenantID)" }
}
