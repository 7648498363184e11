public import InsightsHTTP
import InsightsIdentity

/// A request for the keys of an issuer, or for the document that names them; always to this machine.
public struct IssuerKeyRequest: Sendable {
    /// Whether the connection is encrypted (`https`).
    public let isSecure: Bool
    /// The host to connect to: `localhost` or an address of loopback, without brackets.
    public let host: String
    /// The port to connect to.
    public let port: Int
    /// The request to send.
    public let request: HTTPRequest

    /// Creates a request.
    public init(isSecure: Bool, host: String, port: Int, request: HTTPRequest) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.request = request
    }
}

/// The result of a request for keys.
public enum IssuerKeyResult: Sendable {
    /// The issuer's server responded.
    case responded(HTTPResponse)
    /// There is no response, for a reason in words.
    case failed(String)
}

/// A fetcher of the keys of issuers that applications trust, from servers on this machine.
///
/// The simulator decides what is fetched, and calls it on a thread that may wait. A fetcher limits time and size, and
/// follows no redirects.
public protocol IssuerKeyFetcher: Sendable {
    /// Sends one request, and returns when the response has arrived or is known not to arrive.
    func fetch(_ request: IssuerKeyRequest) -> IssuerKeyResult
}

/// The default fetcher, which fetches nothing.
struct NoKeyFetcher: IssuerKeyFetcher {
    func fetch(_ request: IssuerKeyRequest) -> IssuerKeyResult {
        .failed("this simulator has no way to fetch keys: give it a key fetcher, or the keys in a file")
    }
}

/// A fetcher that asks a handler in the same process, whatever the host.
public struct InProcessKeyFetcher: IssuerKeyFetcher {
    private let issuer: any HTTPHandler

    /// Creates a fetcher from a handler.
    public init(_ issuer: any HTTPHandler) {
        self.issuer = issuer
    }

    /// Calls the handler on the calling thread.
    public func fetch(_ request: IssuerKeyRequest) -> IssuerKeyResult {
        .responded(issuer.respond(to: request.request))
    }
}

extension IssuerKeyFetcher {
    /// Fetches a document, which has status 200.
    func fetchDocument(_ url: LoopbackURL) -> Result<[UInt8], DocumentFailure> {
        let fields = HTTPFields([(name: "Accept", value: "application/json")])
        let request = IssuerKeyRequest(
            isSecure: url.origin.isSecure, host: url.origin.host, port: url.origin.port,
            request: HTTPRequest(.get, url.target, fields: fields))
        switch fetch(request) {
        case .failed(let reason): return .failure(DocumentFailure("\(url): \(reason)"))
        case .responded(let response):
            guard response.status == 200, let bytes = try? response.bodyBytes() else {
                return .failure(DocumentFailure("\(url): found status \(response.status.code); expected 200"))
            }
            return .success(bytes)
        }
    }
}
