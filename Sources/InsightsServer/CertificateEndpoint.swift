public import InsightsHTTP

/// Serves a certificate at one path, and passes every other request on.
///
/// The certificate of an authority is not a secret: it lets a client trust this server, and nothing more.
public struct CertificateEndpoint: HTTPHandler {
    private let path: String
    private let certificatePEM: String
    private let next: any HTTPHandler
    private let date: @Sendable () -> String

    /// Creates an endpoint.
    ///
    /// - Parameters:
    ///   - path: the target of the requests that it serves.
    ///   - certificatePEM: the certificate.
    ///   - next: handles every other request.
    ///   - date: returns the `Date` of a response.
    public init(
        path: String, certificatePEM: String, next: any HTTPHandler, date: @escaping @Sendable () -> String
    ) {
        self.path = path
        self.certificatePEM = certificatePEM
        self.next = next
        self.date = date
    }

    /// Answers GET and HEAD of the path with the certificate.
    public func handle(_ request: HTTPRequest) -> HTTPReply {
        guard request.target == path else { return next.handle(request) }
        var fields = HTTPFields([(name: "Date", value: date())])
        guard request.method == .get || request.method == .head else {
            fields.append("Allow", "GET, HEAD")
            return .response(HTTPResponse(405, fields: fields))
        }
        fields.append("Content-Type", "application/x-pem-file")
        return .response(HTTPResponse(200, fields: fields, body: .bytes(Array(certificatePEM.utf8))))
    }
}
