import InsightsContracts
import InsightsHTTP
private import Synchronization

/// A recorder of the relevant exchanges of one case: the contract's own, and changes of its clock and faults.
final class ExchangeRecorder: Sendable {
    private let ownCalls: Int
    private let kept = Mutex<(exchanges: [Exchange], own: Int)>(([], 0))

    /// Creates a recorder; calls after the first `ownCalls` belong to the clean-up.
    init(ownCalls: Int) {
        self.ownCalls = ownCalls
    }

    /// The relevant exchanges.
    var exchanges: [Exchange] {
        kept.withLock { $0.exchanges }.filter { exchange in
            exchange.isOwn || (Scope.clock | .faults).holds(exchange.asked)
        }
    }

    /// Marks the last exchange as the contract's own.
    func noteOwn() {
        kept.withLock { kept in
            kept.own += 1
            guard kept.own <= ownCalls, let last = kept.exchanges.indices.last else { return }
            kept.exchanges[last].isOwn = true
        }
    }

    /// Returns a handler that records the exchanges of another one.
    func recording(_ handler: any HTTPHandler) -> any HTTPHandler { Recording(recorder: self, handler: handler) }

    private struct Recording: HTTPHandler {
        let recorder: ExchangeRecorder
        let handler: any HTTPHandler

        func handle(_ request: HTTPRequest) -> HTTPReply {
            let response = MutantResponse(handler.respond(to: request))
            recorder.kept.withLock { $0.exchanges.append(Exchange(asked: Asked(request), response: response.read)) }
            return .response(response.httpResponse)
        }
    }
}

extension Contract {
    /// The number of calls that the steps make.
    var callCount: Int {
        steps.reduce(0) { count, step in
            if case .call = step.action { count + step.repetitions } else { count }
        }
    }
}
