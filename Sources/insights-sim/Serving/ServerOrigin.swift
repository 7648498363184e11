import InsightsServer

/// The origin of a server: scheme, host and port.
struct ServerOrigin: Hashable {
    /// The accepted form of a URL, for error messages.
    static let accepted = "a URL such as http://127.0.0.1:8080 or https://HOST:PORT"

    let isSecure: Bool
    let host: String
    let port: Int

    init(isSecure: Bool, host: String, port: Int) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
    }

    /// Parses a URL; returns nil if it is not an http or https URL.
    ///
    /// A path is ignored, unless `allowsPath` is false: then only `/` is accepted.
    init?(_ address: String, allowsPath: Bool = true) {
        let lowered = address.lowercased()
        isSecure = lowered.hasPrefix("https://")
        guard isSecure || lowered.hasPrefix("http://") else { return nil }
        let rest = address.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest.dropFirst(authority.count)
        guard allowsPath || path.isEmpty || path == "/", !authority.contains("@"),
            let (name, port) = HostName.split(authority: authority), port != 0
        else { return nil }
        host = name
        self.port = port ?? (isSecure ? 443 : 80)
    }

    /// The URL without a trailing slash.
    var url: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(name)" + (port == (isSecure ? 443 : 80) ? "" : ":\(port)")
    }

    /// Whether the host is this machine.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
