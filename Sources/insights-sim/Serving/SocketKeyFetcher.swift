import InsightsSimulator

/// A fetcher of the keys of issuers on this machine, over TCP, or TLS for https.
struct SocketKeyFetcher: IssuerKeyFetcher {
    /// The time limit of one document.
    var timeout = Duration.seconds(3)
    /// The greatest size of a document, in bytes.
    static let documentLimit = 256 * 1024

    /// Opens a socket where issuers are looked for first, such as in another network namespace; nil for nowhere else.
    var openLoopbackSocket: (@Sendable (Int32) -> Int32)?

    func fetch(_ request: IssuerKeyRequest) -> IssuerKeyResult {
        let exchange = SocketExchange(
            timeout: timeout, responseLimit: Self.documentLimit, openLoopbackSocket: openLoopbackSocket)
        do throws(SocketExchange.Failure) {
            return .responded(
                try exchange.send(
                    request.request, to: request.host, port: request.port, isSecure: request.isSecure))
        } catch {
            return .failed(error.reason)
        }
    }
}
