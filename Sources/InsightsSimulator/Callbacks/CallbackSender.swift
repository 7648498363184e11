public import InsightsHTTP

/// A callback as it goes out: where to connect, and what to send there.
public struct CallbackRequest: Sendable {
    /// Whether the connection is to be encrypted (`https`).
    public let isSecure: Bool
    /// The host to connect to, a name or a number, without brackets.
    public let host: String
    /// The port to connect to.
    public let port: Int
    /// The request.
    public let request: HTTPRequest
}

/// Brings callbacks to their receivers.
///
/// The simulator decides what is sent where and when; a sender only sends. It has ten seconds, follows no redirects, and
/// tries once: what comes after a failure is decided by the simulator.
public protocol CallbackSender: Sendable {
    /// Sends one callback and returns when the answer is there, or it is clear that none will come.
    func send(_ call: CallbackRequest) -> CallbackOutcome
}

/// The sender of a simulator that has been given none.
struct NoCallbackSender: CallbackSender {
    func send(_ call: CallbackRequest) -> CallbackOutcome {
        .refused("this simulator has no way to send callbacks: give it a callback sender")
    }
}

/// Brings callbacks to a handler in the same process, whatever their host.
public struct InProcessCallbackSender: CallbackSender {
    private let receiver: any HTTPHandler

    /// Creates a sender to a handler.
    public init(_ receiver: any HTTPHandler) {
        self.receiver = receiver
    }

    /// Calls the handler on the calling thread.
    public func send(_ call: CallbackRequest) -> CallbackOutcome {
        .answered(status: receiver.respond(to: call.request).status.code)
    }
}
