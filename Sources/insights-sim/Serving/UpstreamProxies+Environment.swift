import InsightsHTTP
import InsightsServer

/// The proxies that this process's environment names.
extension UpstreamProxies {
    static var ofEnvironment: UpstreamProxies { UpstreamProxies(environment: ProcessEnvironment.value) }

    /// Returns the proxy for requests to an origin; nil if it is reached directly.
    static func ofEnvironment(for origin: Origin) throws(UsageError) -> UpstreamProxy? {
        do throws(UpstreamProxyError) {
            return try ofEnvironment.proxy(for: origin)
        } catch {
            throw .configuration("\(error)")
        }
    }
}
