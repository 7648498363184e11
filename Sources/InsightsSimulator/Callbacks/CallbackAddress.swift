import InsightsAPI
import InsightsHTTP

/// The components of a callback URL.
struct CallbackAddress: Sendable, Equatable {
    let isSecure: Bool
    /// The host in lower case, without brackets.
    let host: String
    let port: Int
    /// The path with its leading slash; empty if there is none.
    let path: String
    /// The query string without the question mark; nil if there is none.
    let query: String?

    /// Parses a URL such as `http://localhost:8080/ready/?key=1`.
    ///
    /// Nil for other schemes, for credentials before the host, and for invalid hosts and ports.
    init?(_ url: String) {
        guard let target = AbsoluteTarget(url), let scheme = Origin.Scheme(rawValue: target.scheme) else { return nil }
        // An empty port is the scheme's (RFC 3986 §3.2.3).
        let named = target.authority.hasSuffix(":") ? target.authority.dropLast() : target.authority
        guard let authority = Authority(named) else { return nil }
        let origin = Origin(scheme, authority)
        isSecure = origin.isSecure
        host = origin.host
        port = origin.port
        let parts = target.rest.prefix { $0 != "#" }.utf8
        if let mark = parts.firstIndex(of: UInt8(ascii: "?")) {
            path = Self.encoded(parts[..<mark])
            query = Self.encoded(parts[parts.index(after: mark)...])
        } else {
            path = Self.encoded(parts)
            query = nil
        }
    }

    /// Returns the request target of a report's callback (insights-api section 6).
    ///
    /// POST adds the report's identifier to the path, GET to the query string. No double slash arises, and the
    /// existing path and query remain. Appended, the identifier comes last, as where a program joins two texts. An
    /// address that ends in `?` then gets it as its query string.
    func target(
        _ method: CallbackMethod, reportID: String, addressing: Settings.CallbackAddressing = .path
    ) -> String {
        let base = path.isEmpty ? "/" : path
        if addressing == .appended {
            let whole = base + (query.map { "?\($0)" } ?? "")
            return method == .post
                ? whole + (whole.hasSuffix("/") ? "" : "/") + reportID : "\(whole)?reportId=\(reportID)"
        }
        let rest = query.flatMap { $0.isEmpty ? nil : $0 }
        switch method {
        case .post: return base + (base.hasSuffix("/") ? "" : "/") + reportID + (rest.map { "?\($0)" } ?? "")
        case .get: return base + "?" + (rest.map { $0 + ($0.hasSuffix("&") ? "" : "&") } ?? "") + "reportId=\(reportID)"
        }
    }

    private static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                text.append(byte)
            } else {
                text.append(contentsOf: "%".utf8)
                text.append(HexDigit.upper(byte >> 4))
                text.append(HexDigit.upper(byte))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
