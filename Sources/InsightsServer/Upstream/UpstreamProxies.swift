package import InsightsHTTP

/// The proxies that environment variables name for requests to other servers.
///
/// `HTTPS_PROXY` is for https, `HTTP_PROXY` for http, `ALL_PROXY` for both, and `NO_PROXY` lists exceptions. Names in
/// lower case take precedence. This machine needs no proxy.
public struct UpstreamProxies: Sendable {
    /// A variable with its value.
    private struct Variable: Sendable {
        let name: String
        let value: String
    }

    private let secure: Variable?
    private let plain: Variable?
    private let exceptions: NoProxyList

    /// No proxies.
    public static let none = UpstreamProxies { _ in nil }

    /// Reads variables; `environment` returns nil for one that is not set.
    public init(environment: (String) -> String?) {
        func first(_ names: [String]) -> Variable? {
            for name in names {
                if let value = environment(name), !value.isEmpty { return Variable(name: name, value: value) }
            }
            return nil
        }
        let all = first(["all_proxy", "ALL_PROXY"])
        secure = first(["https_proxy", "HTTPS_PROXY"]) ?? all
        // A CGI program gets a request's field `Proxy` in HTTP_PROXY, so a client could choose the proxy.
        let isCGI = environment("REQUEST_METHOD") != nil
        plain = first(isCGI ? ["http_proxy"] : ["http_proxy", "HTTP_PROXY"]) ?? all
        exceptions = NoProxyList(first(["no_proxy", "NO_PROXY"])?.value ?? "")
    }

    /// Returns the proxy for requests to an origin; nil if it is reached directly.
    ///
    /// - Throws: the reason why the variable for it names no proxy that can be used.
    package func proxy(for origin: Origin) throws(UpstreamProxyError) -> UpstreamProxy? {
        guard let variable = origin.isSecure ? secure : plain, !origin.isLoopback,
            !exceptions.contains(host: origin.host, port: origin.port)
        else { return nil }
        return try UpstreamProxy(variable.value, variable: variable.name)
    }
}
