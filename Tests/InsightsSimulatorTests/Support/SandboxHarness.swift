import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// A simulator with a manual clock and one sandbox of it, called with values.
struct SandboxHarness {
    static let start = Timestamp("2021-01-06T05:38:34Z")!

    let simulator: Simulator
    let sandbox: Sandbox

    init(
        seed: UInt64 = 7, _ specification: SandboxSpecification = SandboxSpecification(),
        change: (inout Settings) -> Void = { _ in }
    ) throws {
        var settings = Settings()
        change(&settings)
        simulator = try Simulator(settings: settings, clock: .manual(Self.start), seed: seed)
        sandbox = try simulator.makeSandbox(specification)
    }

    /// Asks for a token.
    @discardableResult
    func grant(_ program: PartnerProgram = .cmp) -> HTTPResponse {
        let credentials = sandbox.credentials(for: program)
        return simulator.respond(
            to: HTTPRequest(
                .post, "/\(credentials.tenantID)/oauth2/token",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(credentials.form.utf8)))
    }

    func token(_ program: PartnerProgram = .cmp) throws -> String {
        let reply = grant(program)
        return try #require(try json(reply)["access_token"]?.string)
    }

    /// Calls the service with a token.
    func call(
        _ path: String, _ method: HTTPMethod = .get, token: String, program: PartnerProgram = .cmp, body: String = ""
    ) -> HTTPResponse {
        simulator.respond(
            to: HTTPRequest(
                method, "/insights/v1/\(program)/\(path)",
                fields: HTTPFields([(name: "Authorization", value: "Bearer \(token)")]), body: Array(body.utf8)))
    }

    /// Calls the administration.
    func admin(_ path: String, _ method: HTTPMethod = .get, _ body: String = "") throws -> (Int, JSONValue) {
        let reply = simulator.respond(to: HTTPRequest(method, "/_sim/\(path)", body: Array(body.utf8)))
        return (reply.status.code, try json(reply))
    }

    func json(_ response: HTTPResponse) throws -> JSONValue {
        try JSONParser.parse(try response.bodyBytes())
    }
}

extension HTTPResponse {
    var detail: String? { fields["x-insights-simulator-detail"] }
}
