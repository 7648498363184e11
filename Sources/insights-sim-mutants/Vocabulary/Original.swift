import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
private import Synchronization

/// The correct simulator behind a mutant during one case, with the values that the mutant remembers.
final class Original: Sendable {
    /// The recorded requests and the mutant's notes.
    private struct Memory {
        var notes: [String: JSONValue] = [:]
        /// The requests that obtained tokens, by token.
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

    /// Returns the correct response, and records the tokens and tenants in it.
    func respond(_ asked: Asked) -> MutantResponse {
        let response = MutantResponse(simulator.respond(to: asked.request))
        guard response.isSuccess else { return response }
        switch asked.kind {
        case .token:
            if let token = response.json?["access_token"]?.string { memory.withLock { $0.grants[token] = asked } }
        case .administration("sandboxes") where asked.request.method == .post:
            if let tenant = response.json { memory.withLock { $0.tenants.append(tenant) } }
        default: break
        }
        return response
    }

    /// The value that a mutant stored under a name.
    subscript(note: String) -> JSONValue? {
        get { memory.withLock { $0.notes[note] } }
        set { memory.withLock { $0.notes[note] = newValue } }
    }

    /// Increments the number stored under a name, and returns it.
    func count(_ note: String) -> Int {
        memory.withLock { memory in
            let next = (memory.notes[note]?.integer ?? 0) + 1
            memory.notes[note] = .integer(next)
            return next
        }
    }

    /// The tenants that were created for the case.
    var tenants: [JSONValue] { memory.withLock { $0.tenants } }

    /// Returns whether a token was issued during the case.
    func knows(_ token: String) -> Bool { memory.withLock { $0.grants[token] != nil } }

    /// The tokens that were issued during the case.
    var tokens: [String] { memory.withLock { $0.grants.keys.sorted() } }

    /// Returns the request that obtained a token; nil if it was not issued during the case.
    func grant(of token: String) -> Asked? { memory.withLock { $0.grants[token] } }

    /// Returns a new token like an issued one, by repeating its request.
    func renewed(_ token: String) -> String? {
        guard let grant = grant(of: token) else { return nil }
        return respond(grant).json?["access_token"]?.string
    }

    /// Returns a token of the default principal of the case's first tenant.
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
        return respond(Asked(request)).json?["access_token"]?.string
    }

    /// Returns the response to a request of the program's default principal.
    func respondAsUsual(_ asked: Asked) -> MutantResponse {
        var asked = asked
        asked.token = usualToken(asked.program ?? .cmp)
        return respond(asked)
    }

    /// Returns the current time of a tenant's clock, as ISO 8601.
    func now(of tenant: String) -> String {
        respond(Asked(HTTPRequest(.get, "/_sim/clock?tenant=\(tenant)", remoteAddress: "127.0.0.1"))).json?["now"]?
            .string ?? ""
    }

    /// Calls the receiver of callbacks.
    func sendCallback(_ method: HTTPMethod, _ url: String) {
        // Remove the scheme and authority from the URL.
        let target = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last.map { "/\($0)" }
        _ = receiver.respond(to: HTTPRequest(method, target ?? "/"))
    }
}
