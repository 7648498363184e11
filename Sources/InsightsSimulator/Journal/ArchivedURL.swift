import InsightsHTTP

/// The absolute URL of a request, as the client asked for it, valid by RFC 3986.
struct ArchivedURL {
    let text: String

    /// Creates the URL of a request.
    ///
    /// - Parameters:
    ///   - record: the exchange.
    ///   - target: the request target without secrets.
    ///   - baseURL: the origin at which clients reach the simulator; for requests that name no host.
    init(of record: RecordedExchange, target: String, baseURL: String) {
        switch target.utf8.first {
        case UInt8(ascii: "/"): text = Self.origin(of: record, baseURL) + Self.encoded(target)
        // `OPTIONS *` concerns the server, and has no path in absolute form (RFC 9112 §3.2.4).
        case UInt8(ascii: "*"): text = Self.origin(of: record, baseURL)
        // A proxy is asked with the absolute form.
        default: text = Self.encoded(target)
        }
    }

    private static func origin(of record: RecordedExchange, _ baseURL: String) -> String {
        if let base = record.forwarding?.base { return base }
        guard let called = record.requestFields["Host"].flatMap({ Authority($0) }) else { return baseURL }
        // A proxy of the user's may speak TLS at the configured address, and pass plain requests on; it may have a path.
        let configured = Origin(url: baseURL)
        if !record.isSecure, let configured, configured == Origin(configured.scheme, called) { return baseURL }
        return Origin(record.isSecure ? .https : .http, called).description
    }

    /// Returns a URL with all characters percent-encoded that RFC 3986 does not allow there, such as `<`.
    static func encoded(_ url: String) -> String {
        let source = Array(url.utf8)
        var bytes: [UInt8] = []
        for (index, byte) in source.enumerated() {
            let isKept =
                byte == UInt8(ascii: "%")
                ? index + 2 < source.count && HexDigit.value(source[index + 1]) != nil
                    && HexDigit.value(source[index + 2]) != nil
                : allowed.contains(byte)
            if isKept {
                bytes.append(byte)
            } else {
                bytes.append(contentsOf: [
                    UInt8(ascii: "%"), HexDigit.upper(byte >> 4), HexDigit.upper(byte),
                ])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let allowed = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?@!$&'()*+,;=".utf8)
}
