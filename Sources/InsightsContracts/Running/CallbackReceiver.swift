package import InsightsHTTP
import InsightsJSON
private import Synchronization

/// A receiver that keeps the callbacks of reports, like the receivers of the vendor's sample clients.
///
/// It is a handler: a simulator in the same process calls it directly; for other targets a server on loopback does.
package final class CallbackReceiver: HTTPHandler {
    /// The greatest number of callbacks kept; it responds to later ones without keeping them.
    static let mostCallbacks = 100_000

    /// The greatest number of bytes of their content kept.
    static let mostBytes = 64 << 20

    private let address: Mutex<String>
    private let received = Mutex(Received())
    /// The responses by the first segment of the callback's path, with its slash.
    private let responses = Mutex<[String: CallbackResponse]>([:])

    private struct Received {
        var requests: [HTTPRequest] = []
        var bytes = 0
    }

    /// Creates a receiver for a base URL without a trailing slash.
    package init(baseURL: String) {
        address = Mutex(baseURL)
    }

    /// The base URL without a trailing slash; set it when the receiver's server knows its port.
    package var baseURL: String {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }

    /// Responds without content: with the response set for the first path segment, or with status 200.
    package func handle(_ request: HTTPRequest) -> HTTPReply {
        received.withLock { received in
            guard received.requests.count < Self.mostCallbacks,
                received.bytes + request.body.count <= Self.mostBytes
            else { return }
            received.bytes += request.body.count
            received.requests.append(request)
        }
        let prefix = "/" + request.target.dropFirst().prefix { $0 != "/" && $0 != "?" }
        guard let prepared = responses.withLock({ $0[prefix] }) else { return .response(HTTPResponse(200)) }
        var response = HTTPResponse(HTTPStatus(prepared.status))
        if let location = prepared.location { response.fields.set("Location", to: baseURL + prefix + location) }
        return .response(response)
    }

    /// Sets the response to callbacks whose first path segment is `prefix`, with its slash; nil for status 200.
    func setResponse(_ prepared: CallbackResponse?, under prefix: String) {
        responses.withLock { $0[prefix] = prepared }
    }

    /// Removes and returns the callbacks whose path begins with `prefix`, oldest first.
    ///
    /// The prefix is removed from their targets.
    func take(under prefix: String) -> [JSONValue] {
        let requests = received.withLock { received in
            let taken = received.requests.filter { $0.target.hasPrefix(prefix) }
            received.requests.removeAll { $0.target.hasPrefix(prefix) }
            received.bytes -= taken.reduce(0) { $0 + $1.body.count }
            return taken
        }
        return requests.map { request in
            .object([
                "method": .string(request.method.token),
                "target": .string(String(request.target.dropFirst(prefix.count))),
                "headers": .object(
                    JSONObject(request.fields.all.map { .init($0.name.lowercased(), .string($0.value)) })),
                "body": .string(String(decoding: request.body, as: UTF8.self)),
            ])
        }
    }
}
