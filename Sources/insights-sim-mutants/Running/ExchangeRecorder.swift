import InsightsContracts
import InsightsHTTP
private import Synchronization

/// Keeps the exchanges of one case that matter: the contract's own, and those that move its clock and plan its faults.
final class ExchangeRecorder: Sendable {
    private let ownCalls: Int
    private let kept = Mutex<(exchanges: [Exchange], own: Int)>(([], 0))

    /// Creates a recorder; the calls after that many are for tidying up.
    init(ownCalls: Int) {
        self.ownCalls = ownCalls
    }

    /// What matters.
    var exchanges: [Exchange] {
        kept.withLock { $0.exchanges }.filter { exchange in
            exchange.isOwn || (Scope.clock | .faults).holds(exchange.asked)
        }
    }

    /// Notes that the exchange before was the contract's own.
    func noteOwn() {
        kept.withLock { kept in
            kept.own += 1
            guard kept.own <= ownCalls, let last = kept.exchanges.indices.last else { return }
            kept.exchanges[last].isOwn = true
        }
    }

    /// A handler that has another answer, and keeps what passes.
    func recording(_ handler: any HTTPHandler) -> any HTTPHandler { Recording(recorder: self, handler: handler) }

    private struct Recording: HTTPHandler {
        let recorder: ExchangeRecorder
        let handler: any HTTPHandler

        func handle(_ request: HTTPRequest) -> HTTPReply {
            let answer = Answer(handler.respond(to: request))
            recorder.kept.withLock { $0.exchanges.append(Exchange(asked: Asked(request), answer: answer.read)) }
            return .response(answer.response)
        }
    }
}

extension Contract {
    /// How many calls its steps make.
    var callCount: Int {
        steps.reduce(0) { count, step in
            if case .call = step.action { count + step.repetitions } else { count }
        }
    }
}
