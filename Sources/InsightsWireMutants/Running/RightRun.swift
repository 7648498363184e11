import InsightsAPI
package import InsightsContracts
import InsightsHTTP

/// What the cases and a right server said to each other.
package struct RightRun: Sendable {
    /// One case with its exchanges.
    struct Played: Sendable {
        let item: ContractCase
        let exchanges: [(request: WireRequest, response: WireResponse)]
        /// The operations and programs that it calls.
        let calls: Set<Call>
        /// The tenant of the first token; nil without one.
        let tenant: String?
    }

    /// An operation in a program; nil outside the service.
    struct Call: Hashable, Sendable {
        let operation: Operation
        let program: PartnerProgram?
    }

    /// The cases that the right server passed, in order.
    let played: [Played]
    /// The cases that it did not pass, with the reason.
    package let left: [(id: String, reason: String)]
    /// The answers.
    package let seen: SeenAnswers
    /// The cases that make a call, the likeliest to see a fault in it first.
    private let likeliest: [Call: [Int]]

    /// The number of cases that judge mutants.
    package var count: Int { played.count }

    init(_ results: [(result: ContractResult, session: WireSession?)]) {
        var (played, left, seen): ([Played], [(String, String)], SeenAnswers) = ([], [], SeenAnswers())
        for (result, session) in results {
            guard case .passed = result.verdict, let session else {
                left.append((result.item.id, result.verdict.summary))
                continue
            }
            var exchanges: [(request: WireRequest, response: WireResponse)] = []
            var calls: Set<Call> = []
            var tenant: String?
            var memory = WireMemory()
            for exchange in session.exchanges {
                let request = WireRequest(exchange.request) { memory.links.contains($0) }
                memory.note(request, exchange.response)
                calls.insert(Call(operation: request.operation, program: request.program))
                seen.note(request, exchange.response)
                if tenant == nil, request.operation == .token {
                    tenant = RequestTarget(parsing: request.http.target).segments.first
                }
                exchanges.append((request, exchange.response))
            }
            played.append(Played(item: result.item, exchanges: exchanges, calls: calls, tenant: tenant))
        }
        (self.played, self.left, self.seen) = (played, left, seen)
        likeliest = Self.likeliest(played)
    }

    /// Returns the cases by the operation and program of a mutant, those that judge most in few calls first.
    private static func likeliest(_ played: [Played]) -> [Call: [Int]] {
        var cases: [Call: Set<Int>] = [:]
        for index in played.indices {
            for call in played[index].calls {
                let programs = call.program.map { [$0] } ?? PartnerProgram.allCases
                for program in programs.map(Optional.some) + [nil] {
                    cases[Call(operation: call.operation, program: program), default: []].insert(index)
                }
            }
        }
        return Dictionary(
            uniqueKeysWithValues: cases.map { call, found in
                let ranked = found.map { (value: played[$0].value(of: call.operation), index: $0) }
                return (call, ranked.sorted { ($1.value, $0.index) < ($0.value, $1.index) }.map(\.index))
            })
    }

    /// Returns the cases that may see a mutant, the likeliest first: many judged values of its operation in few calls.
    func cases(for mutant: WireMutant) -> [Int] {
        likeliest[Call(operation: mutant.operation, program: mutant.program)] ?? []
    }

    /// Returns whether a mutant would change what a case and the right server say to each other.
    func mayFire(_ mutant: WireMutant, _ index: Int) -> Bool {
        var memory = WireMemory()
        memory.goodToken = "a good token"
        memory.goodTenant = played[index].tenant
        // Whose token is the usual principal's is not on record: any tenant may be another one.
        if mutant.needsToken { memory.goodTenant = "" }
        for (request, response) in played[index].exchanges {
            guard mutant.covers(request) else {
                memory.note(request, response)
                continue
            }
            guard case .send(let sent) = mutant.course(request, &memory, []), sent.isSame(as: request.http),
                case .answer(var answer) = mutant.course(request, &memory, [response])
            else { return true }
            memory.note(request, answer)
            mutant.change(&answer, request, &memory)
            if !answer.isSame(as: response) { return true }
        }
        return false
    }
}

extension RightRun.Played {
    /// Returns how much of an operation's answers it judges, in relation to its calls.
    func value(of operation: Operation) -> Double {
        var judged = 0
        for step in item.contract.steps {
            if case .call(let called, _) = step.action, called == operation { judged += step.expectation.size }
        }
        return Double(judged) / Double(item.contract.steps.count + 1)
    }
}

extension ContractResult.Verdict {
    /// The verdict in one line.
    package var summary: String {
        switch self {
        case .passed: "passed"
        case .failed(let failure), .reported(let failure): "\(failure)"
        case .skipped(let reason): "skipped: \(reason)"
        case .broken(let reason): "broken: \(reason)"
        }
    }
}

extension ContractExpectation {
    /// The number of conditions.
    fileprivate var size: Int { 1 + headers.count + (body?.size ?? 0) }
}

extension Matcher {
    fileprivate var size: Int {
        switch self {
        case .members(let members): members.reduce(1) { $0 + $1.matcher.size }
        case .elements(let matchers), .oneOf(let matchers), .all(let matchers): matchers.reduce(1) { $0 + $1.size }
        case .each(let matcher, _), .contains(let matcher), .not(let matcher), .separated(_, let matcher),
            .token(let matcher), .json(let matcher), .urlParts(let matcher):
            1 + matcher.size
        case .byProgram(let matchers): matchers.values.map(\.size).max() ?? 0
        case .keys(let keys): keys.count
        default: 1
        }
    }
}
