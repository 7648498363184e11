import InsightsAPI
package import InsightsContracts
import InsightsHTTP

/// What the cases and a right server said to each other.
package struct RightRun: Sendable {
    /// One case with its exchanges.
    struct Played: Sendable {
        let item: ContractCase
        let exchanges: [(request: HTTPRequest, response: WireResponse)]
        /// The operations and programs that it calls.
        let calls: Set<Call>
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

    /// The number of cases that judge mutants.
    package var count: Int { played.count }

    init(_ results: [(result: ContractResult, session: WireSession?)]) {
        var (played, left, seen): ([Played], [(String, String)], SeenAnswers) = ([], [], SeenAnswers())
        for (result, session) in results {
            guard case .passed = result.verdict, let session else {
                left.append((result.item.id, result.verdict.summary))
                continue
            }
            let exchanges = session.exchanges
            var calls: Set<Call> = []
            var memory = WireMemory()
            for exchange in exchanges {
                let request = WireRequest(exchange.request) { memory.links.contains($0) }
                memory.note(request, exchange.response)
                calls.insert(Call(operation: request.operation, program: request.program))
                seen.note(request, exchange.response)
            }
            played.append(Played(item: result.item, exchanges: exchanges, calls: calls))
        }
        (self.played, self.left, self.seen) = (played, left, seen)
    }

    /// Returns the cases that may see a mutant, the likeliest first: many judged values of its operation in few calls.
    func cases(for mutant: WireMutant) -> [Int] {
        played.indices.filter { index in
            played[index].calls.contains {
                $0.operation == mutant.operation
                    && (mutant.program == nil || $0.program == nil || $0.program == mutant.program)
            }
        }.sorted { left, right in
            let (first, second) = (played[left], played[right])
            let (firstValue, secondValue) = (first.value(of: mutant.operation), second.value(of: mutant.operation))
            return firstValue != secondValue ? firstValue > secondValue : left < right
        }
    }

    /// Returns whether a mutant would change what a case and the right server say to each other.
    func mayFire(_ mutant: WireMutant, _ index: Int) -> Bool {
        var memory = WireMemory()
        memory.goodToken = "a good token"
        for exchange in played[index].exchanges where memory.goodTenant == nil {
            let request = WireRequest(exchange.request)
            if request.operation == .token {
                memory.goodTenant = RequestTarget(parsing: request.http.target).segments.first
            }
        }
        // Whose token is the usual principal's is not on record: any tenant may be another one.
        if mutant.needsToken { memory.goodTenant = "" }
        for exchange in played[index].exchanges {
            let request = WireRequest(exchange.request) { memory.links.contains($0) }
            guard mutant.covers(request) else {
                memory.note(request, exchange.response)
                continue
            }
            guard case .send(let sent) = mutant.course(request, &memory, []), sent.isSame(as: exchange.request),
                case .answer(var answer) = mutant.course(request, &memory, [exchange.response])
            else { return true }
            memory.note(request, answer)
            mutant.change(&answer, request, &memory)
            if !answer.isSame(as: exchange.response) { return true }
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
