import InsightsHTTP

/// The options of `serve` for life behind a reverse proxy: the URL that clients call, and whom to believe about it.
struct ReverseProxyOptions {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--public-url", value: "URL",
            summary: "public URL for clients, perhaps with a path, used in links and metadata "
                + "(default: the host of the request, or the listening address)"),
        .init(
            name: "--trusted-proxy", value: "CIDR",
            summary: "believe Forwarded and X-Forwarded-* of this proxy: an address, a network or unix:; repeatable",
            isRepeatable: true),
    ]

    /// The public URL for clients; nil if requests decide.
    let publicURL: PublicURL?
    /// The proxies whose headers are believed; nil for none.
    let trusted: TrustedProxies?

    /// Creates the options of a server without a proxy.
    init() {
        publicURL = nil
        trusted = nil
    }

    init(_ arguments: ParsedArguments) throws(UsageError) {
        publicURL = try arguments["--public-url"].map { (text) throws(UsageError) in
            guard let url = PublicURL(text) else {
                throw .badValue(option: "--public-url", value: text, accepted: PublicURL.accepted)
            }
            return url
        }
        let proxies = arguments.all("--trusted-proxy")
        for proxy in proxies where TrustedProxies([proxy]) == nil {
            throw .badValue(option: "--trusted-proxy", value: proxy, accepted: TrustedProxies.accepted)
        }
        trusted = proxies.isEmpty ? nil : TrustedProxies(proxies)
    }

    /// Returns a handler that a server calls in place of another one; the same one where there is nothing to do.
    func handler(before next: any HTTPHandler) -> any HTTPHandler {
        let basePath = publicURL?.basePath ?? .root
        guard trusted != nil || !basePath.isRoot else { return next }
        return ProxyHeadersHandler(next, trusted: trusted, basePath: basePath, hasPublicURL: publicURL != nil)
    }
}

/// The URL at which clients call a service: an origin, and the path below which a proxy shows the service.
struct PublicURL: Hashable, CustomStringConvertible {
    /// What a URL looks like, for error messages.
    static let accepted = "\(Origin.accepted), perhaps with \(BasePath.accepted)"

    let origin: Origin
    let basePath: BasePath

    /// Parses a URL; nil for any other text.
    init?(_ text: String) {
        guard let (origin, rest) = Origin.split(url: text), let path = BasePath(rest) else { return nil }
        self.origin = origin
        basePath = path
    }

    /// The URL without a slash at its end.
    var description: String { "\(origin)\(basePath)" }
}
