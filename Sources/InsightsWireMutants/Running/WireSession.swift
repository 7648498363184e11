import InsightsAPI
package import InsightsHTTP
private import Synchronization

/// A rewriting server during one case: one mutant, or several behind one another.
///
/// The mutants decide; this only sends and remembers.
package final class WireSession: Sendable {
    private let mutants: [WireMutant]
    private let state: Mutex<State>

    private struct State {
        /// What each mutant has seen: it sees the server that the mutants behind it make.
        var memories: [WireMemory]
        var exchanges: [(request: HTTPRequest, response: WireResponse)] = []
        var hasFired = false
        /// The number of exchanges that belong to judged calls.
        var judged = 0
    }

    /// Whether exchanges are kept.
    private let records: Bool

    /// Creates a session; without mutants it is a right server.
    package init(_ mutants: [WireMutant], records: Bool = false) {
        self.mutants = mutants
        self.records = records
        state = Mutex(State(memories: mutants.map { _ in WireMemory() }))
    }

    /// Whether a mutant needs a token of the usual principal.
    package var needsToken: Bool { mutants.contains { $0.needsToken } }

    /// Gives the mutants a token of the usual principal.
    package func setToken(_ token: String?, tenant: String) {
        state.withLock { state in
            for index in state.memories.indices {
                state.memories[index].goodToken = token
                state.memories[index].goodTenant = tenant
            }
        }
    }

    /// Whether a mutant changed a request or an answer, or made a further one that succeeded.
    package var hasFired: Bool { state.withLock { $0.hasFired } }

    /// Marks everything until now as part of a judged call.
    package func noteJudged() { state.withLock { $0.judged = $0.exchanges.count } }

    /// The exchanges of judged calls, and of the token requests before them.
    package var exchanges: [(request: HTTPRequest, response: WireResponse)] {
        state.withLock { Array($0.exchanges.prefix($0.judged)) }
    }

    /// Answers a request with the help of the right server.
    func respond(to request: HTTPRequest, _ server: any HTTPTransport) async throws -> HTTPResponse {
        let response = try await answer(request, 0, server)
        if records { state.withLock { $0.exchanges.append((request, response)) } }
        return response.http
    }

    private func answer(_ http: HTTPRequest, _ layer: Int, _ server: any HTTPTransport) async throws -> WireResponse {
        guard layer < mutants.count else { return WireResponse(try await server.send(http)) }
        let mutant = mutants[layer]
        let request = state.withLock { state in
            WireRequest(http) { state.memories[layer].links.contains($0) }
        }
        guard mutant.covers(request) else {
            let response = try await answer(http, layer + 1, server)
            state.withLock { $0.memories[layer].note(request, response) }
            return response
        }
        var received: [WireResponse] = []
        while true {
            switch state.withLock({ mutant.course(request, &$0.memories[layer], received) }) {
            case .send(let next):
                let response = try await answer(next, layer + 1, server)
                let isExtra = !received.isEmpty && response.isSuccess
                if isExtra || received.isEmpty && !next.isSame(as: http) { state.withLock { $0.hasFired = true } }
                received.append(response)
            case .answer(var answer):
                return state.withLock { state in
                    state.memories[layer].note(request, answer)
                    mutant.change(&answer, request, &state.memories[layer])
                    if received.first.map(answer.isSame) != true { state.hasFired = true }
                    return answer
                }
            }
        }
    }
}

/// A transport to a rewriting server in front of another transport.
struct WireTransport: HTTPTransport {
    let session: WireSession
    let server: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await session.respond(to: request, server)
    }
}
