import InsightsAPI
import InsightsHTTP
private import Synchronization

/// Where the callbacks of a simulator's tenants go out: it checks where they may go, and sees to it that they do.
///
/// Without a background it sends what has fallen due at the end of the request during which it did.
final class CallbackDispatcher: Sendable {
    private let sender: any CallbackSender
    private let state = Mutex(State())
    private let hasWaiting = Atomic(false)
    private let hasEnded = Atomic(false)

    private struct State {
        /// The tenants with callbacks that are due.
        var waiting: [TenantRuntime] = []
        /// Wakes the background, where there is one.
        var wake: (@Sendable () -> Void)?
    }

    init(sender: any CallbackSender = NoCallbackSender()) {
        self.sender = sender
    }

    // MARK: Sending

    /// Sends a callback to where it may go, this machine and the hosts named, and says what became of it.
    func send(_ delivery: CallbackDelivery, hosts: [String]) -> CallbackOutcome {
        guard let address = CallbackAddress(delivery.url) else {
            return .refused("invalid callback URL '\(delivery.url)': expected http(s)://host[:port]/path without credentials")
        }
        guard
            address.host == "localhost" || Loopback.contains(address: address.host)
                || hosts.contains(address.host)
        else {
            return .refused(
                "'\(address.host)' is not this machine; the setting callback-targets allows other hosts by name")
        }
        let request = HTTPRequest(
            delivery.method == .get ? .get : .post, address.target(delivery.method, reportID: delivery.reportID))
        return sender.send(
            CallbackRequest(isSecure: address.isSecure, host: address.host, port: address.port, request: request))
    }

    // MARK: What falls due

    /// Leaves sending to a background, which the closure wakes whenever there may be something new to do.
    func runInBackground(wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
        wake()
    }

    /// Has the background begin no further callback.
    func endBackground() {
        hasEnded.store(true, ordering: .releasing)
    }

    /// Whether no further callback is to be begun.
    var isClosed: Bool { hasEnded.load(ordering: .acquiring) }

    /// Notes that a tenant has callbacks that are due.
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

    /// Notes that the instant at which something happens next has changed.
    func scheduleDidChange() {
        state.withLock { $0.wake }?()
    }

    /// Sends what is due now, where no background does.
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

    /// The reply, and before it the callbacks that have fallen due while it was made.
    func following(_ reply: HTTPReply) -> HTTPReply {
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
