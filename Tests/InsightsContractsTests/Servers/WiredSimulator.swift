import InsightsAPI
import InsightsHTTP
import InsightsSimulator
import Synchronization

@testable import InsightsContracts

/// A simulator that is reached as any other server, with what went over the wire.
final class WiredSimulator: HTTPTransport {
    let simulator: Simulator
    private let sent = Mutex<[HTTPRequest]>([])
    /// Answers in its place, if it wants to.
    private let interfere: @Sendable (HTTPRequest) -> HTTPResponse?
    /// Looks at its answers, and may lose them.
    private let deliver: @Sendable (HTTPRequest, HTTPResponse) throws -> HTTPResponse

    init(
        interfere: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil },
        deliver: @escaping @Sendable (HTTPRequest, HTTPResponse) throws -> HTTPResponse = { $1 }
    ) throws {
        simulator = try Simulator(clock: .manual(Contract.usualClock))
        self.interfere = interfere
        self.deliver = deliver
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        sent.withLock { $0.append(request) }
        if let response = interfere(request) { return response }
        return try deliver(request, try await InProcessTransport(simulator).send(request))
    }

    var requests: [HTTPRequest] { sent.withLock { $0 } }

    /// Method and path of what went to the service.
    var lines: [String] {
        requests.filter { $0.target.hasPrefix("/insights") }.map { "\($0.method) \($0.target)" }
    }

    var credentials: Credentials {
        let tenant = simulator.information
        return Credentials(tenantID: tenant.tenantID, clientID: tenant.clientID, clientSecret: tenant.clientSecret)
    }

    /// Those of the application and of the user, whom mpn wants too.
    var credentialsWithUser: Credentials {
        let tenant = simulator.information
        return Credentials(
            tenantID: tenant.tenantID, clientID: tenant.clientID, clientSecret: tenant.clientSecret,
            username: tenant.username, password: tenant.password)
    }

    func target(
        mayWrite: Bool = true, time: PatientTime = PatientTime(), pace: Duration = .milliseconds(500),
        programs: [PartnerProgram] = [.cmp], authority: String = "https://login.example"
    ) -> ServerTarget {
        var credentials = [PartnerProgram.cmp: self.credentials]
        if programs.contains(.mpn) { credentials[.mpn] = credentialsWithUser }
        return ServerTarget(
            name: "server", service: "https://service.example", authority: authority,
            credentials: credentials, policy: .init(mayWrite: mayWrite, pace: pace), run: "c0ffee", time: time.time
        ) { (_) throws(SubjectError) in self }
    }

    /// Returns the names of all existing queries and reports.
    func names() async throws -> [String] {
        let client = simulator.client(for: .cmp)
        return try await client.queries().map(\.name) + client.reports().map(\.reportName)
    }
}
