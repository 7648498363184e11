import InsightsAPI
import InsightsHTTP
import Synchronization

/// Answers requests from a closure, and remembers them.
final class CannedTransport: HTTPTransport {
    private let sent = Mutex<[HTTPRequest]>([])
    private let reply: @Sendable (HTTPRequest) throws -> HTTPResponse

    init(_ reply: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse) {
        self.reply = reply
    }

    /// Grants a token, and answers every other call with a status and a text.
    convenience init(_ text: String, _ status: HTTPStatus = 200) {
        self.init { request in
            request.target.hasSuffix("/oauth2/token")
                ? Self.response(200, Self.token) : Self.response(status, text)
        }
    }

    static let token =
        #"{"token_type":"Bearer","expires_in":"3599","ext_expires_in":"3599","expires_on":"2","not_before":"1","#
        + #""resource":"r","access_token":"TOKEN"}"#

    static func response(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(status, body: .bytes(Array(text.utf8)))
    }

    var requests: [HTTPRequest] { sent.withLock { $0 } }
    /// The calls of the service, without those for tokens.
    var calls: [HTTPRequest] { requests.filter { !$0.target.hasSuffix("/oauth2/token") } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        sent.withLock { $0.append(request) }
        return try reply(request)
    }

    /// Creates a client of a program over this transport.
    func client(_ program: PartnerProgram = .cmp) -> InsightsClient {
        InsightsClient(
            program: program, transport: self,
            credentials: Credentials(tenantID: "t/1", clientID: "c", clientSecret: "s+/=~"))
    }
}
