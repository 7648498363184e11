public import InsightsHTTP
import InsightsJSON
private import Synchronization

/// Receives the callbacks of reports and keeps them, as the receivers of the vendor's sample clients do.
///
/// It is a handler: in process the simulator calls it directly, otherwise it stands behind a server on loopback.
public final class CallbackReceiver: HTTPHandler {
    /// How many callbacks it keeps; later ones are answered and forgotten.
    static let mostCallbacks = 100_000

    private let address: Mutex<String>
    private let received = Mutex<[HTTPRequest]>([])
    /// What callbacks are answered whose path begins with a text.
    private let answers = Mutex<[String: CallbackAnswer]>([:])

    /// Creates a receiver that is reached at an address.
    public init(baseURL: String) {
        address = Mutex(baseURL)
    }

    /// Where it is, without a slash at the end; set it once a server for it has its port.
    public var baseURL: String {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }

    /// Answers without content, 200 unless another answer is set for the beginning of its path.
    public func handle(_ request: HTTPRequest) -> HTTPReply {
        received.withLock { if $0.count < Self.mostCallbacks { $0.append(request) } }
        let prefix = "/" + request.target.dropFirst().prefix { $0 != "/" && $0 != "?" }
        guard let answer = answers.withLock({ $0[prefix] }) else { return .response(HTTPResponse(200)) }
        var response = HTTPResponse(HTTPStatus(answer.status))
        if let location = answer.location { response.fields.set("Location", to: baseURL + prefix + location) }
        return .response(response)
    }

    /// Sets what callbacks are answered whose path's first segment is a text's; nil for 200.
    func setAnswer(_ answer: CallbackAnswer?, under prefix: String) {
        answers.withLock { $0[prefix] = answer }
    }

    /// Takes out the callbacks whose path begins with a text, oldest first, without that text.
    func take(under prefix: String) -> [JSONValue] {
        let requests = received.withLock { all in
            let taken = all.filter { $0.target.hasPrefix(prefix) }
            all.removeAll { $0.target.hasPrefix(prefix) }
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
