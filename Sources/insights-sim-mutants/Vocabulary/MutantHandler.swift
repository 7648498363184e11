import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import InsightsTesting

/// A wrong simulator for one case: the right one, with a mutant between it and the caller.
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
        case .settings, .callbacks: return .response(original.answer(asked).response)
        case .requests(let change):
            change(&asked)
            return .response(original.answer(asked).response)
        case .answers(let change):
            var answer = original.answer(asked)
            change(&answer, asked)
            return .response(answer.response)
        case .behaviour(let scope, _, let behave):
            return .response((scope.holds(asked) ? behave(original, asked) : original.answer(asked)).response)
        }
    }
}

/// A request to the right simulator and its answer.
struct Exchange: Sendable {
    let asked: Asked
    let answer: Answer
    /// Whether the contract asked for it: not so the tokens that the client gets for itself.
    var isOwn = false
}

extension Mutant {
    /// Whether an exchange with the right simulator would have gone otherwise with this one, or may have.
    ///
    /// A case whose exchanges are all the same for both cannot tell them apart, and need not be run.
    func mayChange(_ exchange: Exchange) -> Bool {
        switch means {
        case .settings(_, let scope): return scope.holds(exchange.asked)
        case .behaviour(let scope, let condition, _):
            return scope.holds(exchange.asked) && condition(exchange.answer)
        case .callbacks: return Scope.reportBodies.holds(exchange.asked)
        case .requests(let change):
            var asked = exchange.asked
            change(&asked)
            return !asked.isSame(as: exchange.asked)
        case .answers(let change):
            var answer = exchange.answer
            change(&answer, exchange.asked)
            return !answer.isSame(as: exchange.answer)
        }
    }

    /// Whether its settings make a difference to those of a contract.
    func changesSettings(of item: ContractCase) -> Bool {
        guard case .settings(let changes, _) = means else { return true }
        let usual = try? Settings(item.edition, changes: item.contract.settings)
        return usual == nil || usual != (try? Settings(item.edition, changes: item.contract.settings + changes))
    }
}
