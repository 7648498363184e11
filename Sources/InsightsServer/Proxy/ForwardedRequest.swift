import InsightsHTTP

/// A request in the form in which a proxy forwards it (RFC 9110 §7.6).
enum ForwardedRequest {
    /// The fields for the proxy alone; the encoder omits the other connection-specific fields.
    private static let ofConnection = [
        "Proxy-Connection", "Proxy-Authorization", "TE", "Trailer", "Upgrade", "Expect",
    ]
    private static let via = "1.1 insights-simulator"

    /// Encodes the request with `Connection: close`, for the host or for a further proxy on the way to it; returns nil if
    /// it cannot be sent.
    static func bytes(_ request: HTTPRequest, _ target: AbsoluteTarget, via proxy: UpstreamProxy? = nil) -> [UInt8]? {
        let isAboutServer = request.method == .options && target.originForm == "/" && !request.target.hasSuffix("/")
        var forwarded = request
        if proxy == nil {
            forwarded.target = isAboutServer ? "*" : target.originForm
        } else {
            forwarded.target = "\(target.scheme)://\(target.authority)" + (isAboutServer ? "" : target.originForm)
        }
        let named = request.fields.values(named: "Connection").flatMap { $0.split(separator: ",") }.map { name in
            String(name.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" })
        }
        for name in ofConnection + named { forwarded.fields.set(name, to: nil) }
        forwarded.fields.set("Host", to: String(target.authority))
        forwarded.fields.append("Via", via)
        if let authorization = proxy?.authorization { forwarded.fields.append("Proxy-Authorization", authorization) }
        var bytes: [UInt8] = []
        do throws(HTTPParseError) {
            try RequestEncoder.append(forwarded, host: String(target.authority), closes: true, to: &bytes)
        } catch {
            return nil
        }
        return bytes
    }
}
