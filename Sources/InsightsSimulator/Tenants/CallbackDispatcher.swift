import InsightsAPI
import InsightsHTTP
import InsightsReports
private import Synchronization

/// The dispatcher of callbacks of all tenants of a simulator: it checks their destinations and sends them.
///
/// Without a background it sends due callbacks at the end of the request during which they became due.
final class CallbackDispatcher: Sendable {
    private let sender: any CallbackSender
    private let state = Mutex(State())
    private let hasWaiting = Atomic(false)
    private let hasEnded = Atomic(false)
    private let endsMoves = Atomic(false)

    private struct State {
        /// The tenants with due callbacks.
        var waiting: [TenantRuntime] = []
        /// The function that wakes the background; nil if there is none.
        var wake: (@Sendable () -> Void)?
    }

    init(sender: any CallbackSender = NoCallbackSender()) {
        self.sender = sender
    }

    // MARK: Sending

    /// Sends a callback if its host is local or among those of the settings, and returns the outcome.
    func send(_ delivery: CallbackDelivery, settings: Settings) -> CallbackOutcome {
        let hosts = settings.callbackTargets
        guard let address = CallbackAddress(delivery.url) else {
            let url = SecretFinder().redacted(delivery.url)
            return .refused(
                "invalid callback URL '\(url)': expected http(s)://host[:port]/path without credentials")
        }
        guard
            Loopback.contains(host: address.host) || hosts.contains(address.host)
        else {
            return .refused(
                "'\(address.host)' is not this machine; the setting callback-targets allows other hosts by name")
        }
        // Other machines must not reach what listens here for this machine alone.
        guard delivery.isFromThisMachine || hosts.contains(address.host) || !Self.isHere(address.host) else {
            return .refused(
                "'\(address.host)' is this machine, and the report's callback address came from another; "
                    + "the setting callback-targets allows it by name")
        }
        let request = HTTPRequest(
            delivery.method == .get ? .get : .post,
            address.target(delivery.method, reportID: delivery.reportID, addressing: settings.callbackAddressing))
        return sender.send(
            CallbackRequest(isSecure: address.isSecure, host: address.host, port: address.port, request: request))
    }

    private static func isHere(_ host: String) -> Bool {
        Loopback.contains(host: host) || MachineAddresses.contains(host)
    }

    // MARK: Due callbacks

    /// Delegates sending to a background, which the closure wakes when there may be work.
    func runInBackground(wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
        wake()
    }

    /// Makes the background start no further callbacks.
    func endBackground() {
        hasEnded.store(true, ordering: .releasing)
    }

    /// Whether no further callbacks are started.
    var isClosed: Bool { hasEnded.load(ordering: .acquiring) }

    /// Ends all clock moves, and lets none begin.
    func endMoves() {
        endsMoves.store(true, ordering: .releasing)
    }

    /// Whether clock moves must end.
    var hasEndedMoves: Bool { endsMoves.load(ordering: .acquiring) }

    /// Records that a tenant has due callbacks.
    func callbacksBecameDue(of sandbox: TenantRuntime) {
        let wake = state.withLock { state in
            if state.wake == nil, !state.waiting.contains(where: { $0 === sandbox }) {
                state.waiting.append(sandbox)
                hasWaiting.store(true, ordering: .releasing)
            }
            return state.wake
        }
        wake?()
    }

    /// Records that the instant of the next event has changed.
    func scheduleDidChange() {
        state.withLock { $0.wake }?()
    }

    /// Sends the due callbacks, if there is no background.
    func sendWaiting() {
        while hasWaiting.load(ordering: .acquiring) {
            let sandboxes = state.withLock { state in
                hasWaiting.store(false, ordering: .releasing)
                defer { state.waiting = [] }
                return state.waiting
            }
            for sandbox in sandboxes { sandbox.deliverDueCallbacks() }
        }
    }

    /// Returns a reply that is preceded by the delivery of callbacks that became due while it was made.
    func deliveringAfter(_ reply: HTTPReply) -> HTTPReply {
        if case .response(let response) = reply {
            guard hasWaiting.load(ordering: .acquiring) else { return reply }
            return .blocking {
                self.sendWaiting()
                return response
            }
        }
        return reply.map { response in
            self.sendWaiting()
            return response
        }
    }
}
