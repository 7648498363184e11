import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
private import Synchronization

/// The right simulator behind a wrong one, during one case, with what the wrong one remembers.
final class Original: Sendable {
    /// What passed by, and what a mutant noted.
    private struct Memory {
        var notes: [String: JSONValue] = [:]
        /// The requests that brought tokens, by token.
        var grants: [String: Asked] = [:]
        var tenants: [JSONValue] = []
    }

    private let simulator: Simulator
    private let receiver: CallbackReceiver
    private let memory = Mutex(Memory())

    init(_ simulator: Simulator, _ receiver: CallbackReceiver) {
        self.simulator = simulator
        self.receiver = receiver
    }

    /// The right answer; tokens and tenants that it brings are remembered.
    func answer(_ asked: Asked) -> Answer {
        let answer = Answer(simulator.respond(to: asked.request))
        guard answer.isSuccess else { return answer }
        switch asked.kind {
        case .token:
            if let token = answer.json?["access_token"]?.string { memory.withLock { $0.grants[token] = asked } }
        case .administration("sandboxes") where asked.request.method == .post:
            if let tenant = answer.json { memory.withLock { $0.tenants.append(tenant) } }
        default: break
        }
        return answer
    }

    /// What a mutant noted under a name.
    subscript(note: String) -> JSONValue? {
        get { memory.withLock { $0.notes[note] } }
        set { memory.withLock { $0.notes[note] = newValue } }
    }

    /// Adds one to a number that was noted, and returns it.
    func count(_ note: String) -> Int {
        memory.withLock { memory in
            let next = (memory.notes[note]?.integer ?? 0) + 1
            memory.notes[note] = .integer(next)
            return next
        }
    }

    /// The tenants that were made for the case.
    var tenants: [JSONValue] { memory.withLock { $0.tenants } }

    /// Whether a token was issued during the case.
    func knows(_ token: String) -> Bool { memory.withLock { $0.grants[token] != nil } }

    /// The tokens that were issued during the case.
    var tokens: [String] { memory.withLock { $0.grants.keys.sorted() } }

    /// The request that brought a token.
    func grant(of token: String) -> Asked? { memory.withLock { $0.grants[token] } }

    /// A token like one that was issued, by the same request again.
    func renewed(_ token: String) -> String? {
        guard let grant = grant(of: token) else { return nil }
        return answer(grant).json?["access_token"]?.string
    }

    /// A token of the usual principal of the case's tenant.
    func usualToken(_ program: PartnerProgram) -> String? {
        guard let tenant = tenants.first, let tenantID = tenant["tenantId"]?.string else { return nil }
        let user = program == .mpn
        let credentials = Credentials(
            tenantID: tenantID, clientID: tenant["clientId"]?.string ?? "",
            clientSecret: tenant["clientSecret"]?.string ?? "", username: user ? tenant["username"]?.string : nil,
            password: user ? tenant["password"]?.string : nil)
        let request = HTTPRequest(
            .post, "/\(tenantID)/oauth2/token",
            fields: HTTPFields([("Content-Type", "application/x-www-form-urlencoded")]),
            body: Array(credentials.form.utf8))
        return answer(Asked(request)).json?["access_token"]?.string
    }

    /// The answer to a request as the usual principal of its program.
    func answerAsUsual(_ asked: Asked) -> Answer {
        var asked = asked
        asked.token = usualToken(asked.program ?? .cmp)
        return answer(asked)
    }

    /// The seconds since 1970 on the case's clock.
    func now(of tenant: String) -> String {
        answer(Asked(HTTPRequest(.get, "/_sim/clock?tenant=\(tenant)", remoteAddress: "127.0.0.1"))).json?["now"]?
            .string ?? ""
    }

    /// Calls the receiver of callbacks.
    func sendCallback(_ method: HTTPMethod, _ url: String) {
        // The address without scheme and authority.
        let target = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last.map { "/\($0)" }
        _ = receiver.respond(to: HTTPRequest(method, target ?? "/"))
    }
}
