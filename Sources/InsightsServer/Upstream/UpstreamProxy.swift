import InsightsHTTP

/// A proxy between this machine and other servers, reached by plain HTTP.
public struct UpstreamProxy: Hashable, Sendable {
    /// The host of the proxy, as `HostName` normalizes it.
    let host: String
    /// The port of the proxy.
    let port: Int
    /// The value of `Proxy-Authorization`; nil for a proxy without a user.
    let authorization: String?

    /// The form that a variable must have.
    static let accepted = "http://[USER:PASSWORD@]HOST[:PORT]"

    /// Parses the value of a variable such as `HTTPS_PROXY`; without a scheme it means `http`.
    ///
    /// User and password are percent-decoded. The error shows neither.
    init(_ text: String, variable: String) throws(UpstreamProxyError) {
        let url = AbsoluteTarget(text.contains("://") ? text : "http://" + text)
        guard let url else { throw UpstreamProxyError(variable: variable, found: "another form") }
        guard url.scheme == Origin.Scheme.http.rawValue else {
            throw UpstreamProxyError(variable: variable, found: "the scheme \(url.scheme)")
        }
        // A password may contain an unescaped '@'.
        let end = url.authority.lastIndex(of: "@")
        let user = end.map { url.authority[..<$0] }
        guard let authority = Authority(end.map { url.authority[url.authority.index(after: $0)...] } ?? url.authority),
            url.rest.isEmpty || url.rest == "/"
        else { throw UpstreamProxyError(variable: variable, found: "no host, or something after it") }
        host = authority.host
        port = authority.port ?? Origin.Scheme.http.defaultPort
        authorization = user.map(Self.basic)
    }

    /// Returns HTTP Basic credentials (RFC 7617); a user without a colon has an empty password.
    private static func basic(_ user: Substring) -> String {
        let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            .map { PercentEncoding.decode($0, plusIsBlank: false) }
        return "Basic " + Base64.encode(Array("\(parts[0]):\(parts.count > 1 ? parts[1] : "")".utf8))
    }
}

extension UpstreamProxy {
    /// Returns the error for a host that the proxy refuses to reach.
    func refusal(of host: String, port: Int, _ status: HTTPStatus) -> TransportError {
        .refusedByProxy(proxy: "\(HostName.bracketed(self.host)):\(self.port)", host: host, port: port, status: status)
    }
}

/// The reason why an environment variable names no proxy that can be used.
public struct UpstreamProxyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the variable.
    public let variable: String
    /// What its value is, without credentials.
    public let found: String

    /// The error in one line.
    public var description: String {
        "\(variable): found \(found); expected \(UpstreamProxy.accepted); except a host from it with NO_PROXY"
    }
}
