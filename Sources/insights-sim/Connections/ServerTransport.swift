import InsightsContracts
import InsightsHTTP
import InsightsServer
import Synchronization

/// A transport to a server that puts the path of its URL in front of every route, and names a server that is silent.
struct ServerTransport: HTTPTransport {
    /// The longest time of a request, where no other is given.
    static let defaultTimeout = Duration.seconds(10)

    /// The connections to one server, and whether it responds.
    final class Peer: Sendable {
        /// The number of requests without a response, one after another, after which no more are sent.
        ///
        /// It is 1 before the first response.
        static let toleratedSilences = 3

        fileprivate let socket: SocketTransport
        /// The requests without a response that are still tolerated.
        fileprivate let patience = Atomic(1)

        init(_ socket: SocketTransport) {
            self.socket = socket
        }
    }

    private let peer: Peer
    private let url: ServerURL
    private let timeout: Duration

    /// Creates a transport; `timeout` is that of the peer's connections.
    init(peer: Peer, url: ServerURL, timeout: Duration) {
        self.peer = peer
        self.url = url
        self.timeout = timeout
    }

    /// Sends a request to the server.
    ///
    /// A server that has never responded is asked once, and one that has ceased to, a few times. A run would wait for it
    /// in each of many cases.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let silence = SilentServer(url: url, timeout: timeout)
        guard peer.patience.load(ordering: .relaxed) > 0 else { throw TargetError.unreachable("\(silence)") }
        var request = request
        request.target = url.path + request.target
        do throws(TransportError) {
            let response = try await peer.socket.send(request)
            peer.patience.store(Peer.toleratedSilences, ordering: .relaxed)
            return response
        } catch {
            guard case .timedOut = error else { throw FailedRequest(error: error, timeout: timeout) }
            let rest = peer.patience.subtract(1, ordering: .relaxed).newValue
            if rest <= 0 { throw TargetError.unreachable("\(silence)") }
            throw silence
        }
    }
}

/// A request to a server that failed, with the limit if one ended it.
struct FailedRequest: Error, CustomStringConvertible {
    let error: TransportError
    let timeout: Duration

    var description: String {
        error.description(seconds: timeout.components.seconds, bytes: SocketTransport.defaultBodyBytes)
    }
}

/// A server that accepts connections and does not respond in time.
struct SilentServer: Error, CustomStringConvertible {
    let url: ServerURL
    let timeout: Duration

    /// What was found, what is expected and what to do.
    var description: String {
        let seconds = timeout.components.seconds
        return "\(url): found no complete response within \(seconds) s; expected one in that time;"
            + " check that the server runs there, or raise --timeout"
    }
}

extension CommandSpecification.Option {
    static let serverTimeout = Self(
        name: "--timeout", value: "SECONDS",
        summary: "longest time of a request to a server (default \(ServerTransport.defaultTimeout.components.seconds))")
}

extension ParsedArguments {
    /// Returns the longest time of a request to a server; nil without the option.
    func serverTimeout() throws(UsageError) -> Duration? {
        try integer("--timeout", in: 1...3600).map { .seconds($0) }
    }
}
