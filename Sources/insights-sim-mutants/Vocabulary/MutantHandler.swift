import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import InsightsTesting

/// A handler that is a mutant for one case: the correct simulator with the mutant's change in front of it.
struct MutantHandler: HTTPHandler {
    private let means: Mutant.Means
    private let original: Original

    init(_ mutant: Mutant, around simulator: Simulator, _ receiver: CallbackReceiver) {
        means = mutant.means
        original = Original(simulator, receiver)
    }

    func handle(_ request: HTTPRequest) -> HTTPReply {
        var asked = Asked(request)
        switch means {
        case .settings, .callbacks: return .response(original.respond(asked).httpResponse)
        case .requests(let change):
            change(&asked)
            return .response(original.respond(asked).httpResponse)
        case .responses(let change):
            var response = original.respond(asked)
            change(&response, asked)
            return .response(response.httpResponse)
        case .behaviour(let scope, _, let behave):
            return .response((scope.holds(asked) ? behave(original, asked) : original.respond(asked)).httpResponse)
        }
    }
}

/// A request to the correct simulator, and its response.
struct Exchange: Sendable {
    let asked: Asked
    let response: MutantResponse
    /// Whether it is a call of the contract, and not the client's request for a token.
    var isOwn = false
}

extension Mutant {
    /// Returns whether the mutant would, or might, change an exchange with the correct simulator.
    ///
    /// A case without such an exchange cannot detect the mutant, and need not run.
    func mayChange(_ exchange: Exchange) -> Bool {
        switch means {
        case .settings(_, let scope): return scope.holds(exchange.asked)
        case .behaviour(let scope, let condition, _):
            return scope.holds(exchange.asked) && condition(exchange.response)
        case .callbacks: return Scope.reportBodies.holds(exchange.asked)
        case .requests(let change):
            var asked = exchange.asked
            change(&asked)
            return !asked.isSame(as: exchange.asked)
        case .responses(let change):
            var response = exchange.response
            change(&response, exchange.asked)
            return !response.isSame(as: exchange.response)
        }
    }

    /// Returns whether the mutant's settings differ from those of a contract.
    func changesSettings(of item: ContractCase) -> Bool {
        guard case .settings(let changes, _) = means else { return true }
        let usual = try? Settings(item.edition, changes: item.contract.settings)
        return usual == nil || usual != (try? Settings(item.edition, changes: item.contract.settings + changes))
    }
}
