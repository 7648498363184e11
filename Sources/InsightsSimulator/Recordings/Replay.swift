import InsightsAPI
public import InsightsFixtures
public import InsightsHTTP
import InsightsIdentity
public import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// The replay of a recording on a new simulator.
public struct Replay: Sendable {
    /// One response, with its difference from the recorded one.
    public struct Exchange: Sendable {
        /// The number of the request in the recording, from 1.
        public let number: Int
        /// The method and the target.
        public let request: String
        /// The response with its complete body.
        public let response: HTTPResponse
        /// The difference from the recorded response; nil if there is none, or if no response was recorded.
        public let difference: String?
    }

    /// The responses, in order.
    public let exchanges: [Exchange]
    /// The requests and responses as journal entries, without secrets.
    public let entries: [JournalEntry]

    /// The first difference from the recording in one line; nil if there is none.
    public var firstDifference: String? {
        exchanges.first { $0.difference != nil }.map { "request \($0.number), \($0.request): \($0.difference ?? "")" }
    }

    /// The SHA-256 digest of all response bytes with heads, in base64url; equal for equal replays.
    public var digest: String {
        var bytes: [UInt8] = []
        for exchange in exchanges {
            let fields = exchange.response.fields.all.map { "\($0.name): \($0.value)\n" }.joined()
            bytes += Array("\(exchange.response.status.code)\n\(fields)\n".utf8)
            bytes += (try? exchange.response.bodyBytes()) ?? []
        }
        return Base64URL.encode(Digest.sha256(bytes))
    }

    /// Replays a recording over the fixtures with which it was made.
    ///
    /// - Throws: `InputError` if the recording names a tenant that the replay does not create.
    public init(_ file: Recording, fixtures: FixtureStore) throws(InputError) {
        let simulator = Simulator(
            settings: file.settings, clock: .manual(file.start), seed: file.seed, fixtures: fixtures,
            baseURL: file.baseURL)
        simulator.tlsURL = file.tlsURL
        simulator.hostNames = file.hostNames
        simulator.isBehindTrustedProxies = file.steps.contains { $0.hasOwnBase }
        if let specification = file.sandbox { _ = try simulator.makeSandbox(specification) }
        guard let handle = simulator.sandbox(file.tenantID) else {
            throw InputError(
                place: "tenantId", found: "'\(file.tenantID)'",
                expected: "a tenant of the fixtures, or that of the sandbox")
        }
        handle.sandbox.setFaults(file.faults, isInitial: true)
        var player = Player(simulator: simulator)
        var exchanges: [Exchange] = []
        for step in file.steps {
            switch step {
            case .clock(let instant): handle.advance(to: instant)
            case .faults(let plan): handle.setFaults(plan)
            case .keyRotation: handle.rotateSigningKey()
            case .request(let request): exchanges.append(player.send(request, number: exchanges.count + 1))
            }
        }
        self.exchanges = exchanges
        entries = handle.journal.entries()
    }

    /// The results as JSON that is the same on every run.
    public var json: JSONValue {
        .object([
            "requests": .integer(exchanges.count), "sha256": .string(digest),
            "difference": firstDifference.map(JSONValue.string) ?? .null,
            "entries": .array(entries.map { $0.json() }),
        ])
    }
}

/// Sends the requests of a recording, with the tokens granted during the replay.
private struct Player {
    let simulator: Simulator
    private var tokens: [(placeholder: String, token: String)] = []
    private var tokenCount = 0
    private var signInCount = 0

    init(simulator: Simulator) {
        self.simulator = simulator
    }

    mutating func send(_ request: RecordedRequest, number: Int) -> Replay.Exchange {
        var fields = HTTPFields()
        for field in request.fields { fields.append(field.name, filled(field.value)) }
        let body = String(validating: request.body, as: UTF8.self).map { Array(filled($0).utf8) } ?? request.body
        var sent = HTTPRequest(
            request.method, request.target, fields: fields, body: body, remoteAddress: request.remoteAddress)
        sent.isSecure = request.isSecure
        sent.forwarding = request.base.map { Forwarding(base: $0, vouchesForHost: true, peer: nil, note: nil) }
        var response = simulator.respond(to: sent)
        let bytes = (try? response.bodyBytes()) ?? []
        response.body = .bytes(bytes)
        if Self.isForToken(request) { remember(bytes) }
        if TokenPlaceholders.isSignIn(request.target) {
            signInCount += 1
            if let code = TokenPlaceholders.code(response.fields, bytes) {
                tokens.append((TokenPlaceholder.code(signInCount), code))
            }
        }
        return Replay.Exchange(
            number: number, request: "\(request.method.token) \(request.target)", response: response,
            difference: Self.difference(request.response, response, bytes))
    }

    /// Returns whether the recorder counted a request as a token request.
    private static func isForToken(_ request: RecordedRequest) -> Bool {
        if case .token = IdentityRoute(segments: RequestTarget(parsing: request.target).segments) { return true }
        return false
    }

    private func filled(_ text: String) -> String {
        guard text.contains("{{") else { return text }
        var text = text
        for (placeholder, token) in tokens { text = text.replacing(placeholder, with: token) }
        return text
    }

    private mutating func remember(_ body: [UInt8]) {
        tokenCount += 1
        let placeholders = TokenPlaceholders(body)
        if let token = placeholders.access { tokens.append((TokenPlaceholder.access(tokenCount), token)) }
        if let token = placeholders.refresh { tokens.append((TokenPlaceholder.refresh(tokenCount), token)) }
    }

    private static func difference(
        _ expected: RecordedRequest.Response?, _ response: HTTPResponse, _ bytes: [UInt8]
    ) -> String? {
        guard let expected else { return nil }
        if response.status.code != expected.status {
            let detail = response.fields[ErrorExplanation.field].map { " (\($0))" } ?? ""
            return "status is \(response.status.code), expected \(expected.status)\(detail)"
        }
        guard let digest = expected.digest, digest != Base64URL.encode(Digest.sha256(bytes)) else { return nil }
        return "the body differs from the recorded one (\(bytes.count) bytes)"
    }
}
