public import InsightsHTTP
import InsightsReports

/// A callback to be sent: the destination and the request.
public struct CallbackRequest: Sendable {
    /// Whether the connection is encrypted (`https`).
    public let isSecure: Bool
    /// The host to connect to, a name or an IP address, without brackets.
    public let host: String
    /// The port to connect to.
    public let port: Int
    /// The request to send.
    public let request: HTTPRequest
}

/// A sender of callbacks to their receivers.
///
/// The simulator decides what is sent, where and when. A sender has ten seconds, follows no redirects, and tries once;
/// the simulator decides about retries.
public protocol CallbackSender: Sendable {
    /// Sends one callback, and returns when the response has arrived or is known not to arrive.
    func send(_ call: CallbackRequest) -> CallbackOutcome
}

/// The default sender, which refuses every callback.
struct NoCallbackSender: CallbackSender {
    func send(_ call: CallbackRequest) -> CallbackOutcome {
        .refused("this simulator has no way to send callbacks: give it a callback sender")
    }
}

/// A sender that passes callbacks to a handler in the same process, whatever their host.
public struct InProcessCallbackSender: CallbackSender {
    private let receiver: any HTTPHandler

    /// Creates a sender to a handler.
    public init(_ receiver: any HTTPHandler) {
        self.receiver = receiver
    }

    /// Calls the handler on the calling thread.
    public func send(_ call: CallbackRequest) -> CallbackOutcome {
        .responded(status: receiver.respond(to: call.request).status.code)
    }
}
