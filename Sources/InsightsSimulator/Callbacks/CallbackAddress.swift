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
        let bytes = Array(url.utf8)
        guard let scheme = ["http://", "https://"].first(where: { Self.lowercased(bytes.prefix($0.utf8.count)) == $0 })
        else { return nil }
        isSecure = scheme == "https://"
        var rest = bytes[scheme.utf8.count...]
        if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        let end = rest.firstIndex { "/?".utf8.contains($0) } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        let tail = rest[end...]
        if let mark = tail.firstIndex(of: UInt8(ascii: "?")) {
            path = Self.encoded(tail[..<mark])
            query = Self.encoded(tail[(mark + 1)...])
        } else {
            path = Self.encoded(tail)
            query = nil
        }
    }

    /// Returns the request target of a report's callback (insights-api section 6).
    ///
    /// POST appends the report's identifier to the path, GET to the query string. No double slash arises, and the
    /// existing path and query remain.
    func target(_ method: CallbackMethod, reportID: String) -> String {
        let base = path.isEmpty ? "/" : path
        let rest = query.flatMap { $0.isEmpty ? nil : $0 }
        switch method {
        case .post: return base + (base.hasSuffix("/") ? "" : "/") + reportID + (rest.map { "?\($0)" } ?? "")
        case .get: return base + "?" + (rest.map { $0 + ($0.hasSuffix("&") ? "" : "&") } ?? "") + "reportId=\(reportID)"
        }
    }

    private static func authority(_ bytes: ArraySlice<UInt8>) -> (host: String, port: Int?)? {
        guard !bytes.contains(UInt8(ascii: "@")) else { return nil }
        var host = bytes
        var port: Int?
        let afterBracket = bytes.lastIndex(of: UInt8(ascii: "]")) ?? bytes.startIndex
        if let colon = bytes[afterBracket...].lastIndex(of: UInt8(ascii: ":")) {
            host = bytes[..<colon]
            let digits = bytes[(colon + 1)...]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            if !digits.isEmpty {
                guard let number = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(number) else {
                    return nil
                }
                port = number
            }
        }
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]"), host.count > 2 {
            host = host.dropFirst().dropLast()
            guard host.allSatisfy({ isHostByte($0) || $0 == UInt8(ascii: ":") }) else { return nil }
        } else if !host.allSatisfy(isHostByte) {
            return nil
        }
        return host.isEmpty ? nil : (lowercased(host), port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Returns the text with all bytes percent-encoded that a request target may not contain.
    private static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                text.append(byte)
            } else {
                text.append(contentsOf: "%".utf8)
                for digit in [byte >> 4, byte & 15] {
                    text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    }
}
