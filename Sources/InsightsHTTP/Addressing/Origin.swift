/// Scheme, host and port of an `http` or `https` URL (RFC 6454 §4).
package struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// A scheme that this package speaks.
    package enum Scheme: String, Sendable {
        case http
        case https

        /// The port of a URL that names none.
        package var defaultPort: Int { self == .https ? 443 : 80 }
    }

    package let scheme: Scheme
    /// The host as `HostName` normalizes it; an IPv6 address without its brackets.
    package let host: String
    package let port: Int

    /// Creates an origin; without a port, that of the scheme.
    package init(_ scheme: Scheme, host: String, port: Int? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
    }

    /// Creates the origin of an authority.
    package init(_ scheme: Scheme, _ authority: Authority) {
        self.init(scheme, host: authority.host, port: authority.port)
    }

    /// Parses a serialized origin such as `https://host:8443`; nil for any other text, also for one with a path.
    package init?(_ text: some StringProtocol) {
        guard let (origin, rest) = Self.split(url: text), rest.isEmpty else { return nil }
        self = origin
    }

    /// Parses the origin of a URL, whatever path follows; nil for any other text.
    package init?(url: some StringProtocol) {
        guard let (origin, _) = Self.split(url: url) else { return nil }
        self = origin
    }

    /// Splits a URL into its origin and what follows it; nil for any other text.
    package static func split(url: some StringProtocol) -> (origin: Origin, rest: Substring)? {
        guard let target = AbsoluteTarget(url), let scheme = Scheme(rawValue: target.scheme),
            let authority = Authority(target.authority)
        else { return nil }
        return (Origin(scheme, authority), target.rest)
    }

    /// Whether a client reaches it by TLS.
    package var isSecure: Bool { scheme == .https }

    /// Whether the host is this machine.
    package var isLoopback: Bool { Loopback.contains(host: host) }

    /// The serialization without a slash at the end; the port only where it is not the scheme's (RFC 6454 §6.2).
    package var description: String {
        "\(scheme.rawValue)://\(HostName.bracketed(host))" + (port == scheme.defaultPort ? "" : ":\(port)")
    }
}
