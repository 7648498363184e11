/// The parts of a request target in origin or absolute form (RFC 9112 §3.2).
public struct RequestTarget: Sendable, Equatable {
    /// The decoded path segments, trimmed and without empty ones.
    public let segments: [String]
    /// The query string as sent, without the question mark; empty if there is none.
    public let query: String

    /// Parses a target such as `/insights/v1/cmp/ScheduledDataset?datasetName=ISVOrder`.
    public init(parsing target: String) {
        let utf8 = Self.originForm(target)
        let pathEnd = utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? utf8.endIndex
        segments = utf8[..<pathEnd].split(separator: UInt8(ascii: "/")).compactMap { part in
            let segment = Self.segment(Substring(part))
            return segment.isEmpty ? nil : segment
        }
        if pathEnd < utf8.endIndex, utf8[pathEnd] == UInt8(ascii: "?") {
            query = String(Substring(utf8[utf8.index(after: pathEnd)...].prefix { $0 != UInt8(ascii: "#") }))
        } else {
            query = ""
        }
    }

    /// The parameters of the query string.
    public var parameters: Parameters { Parameters(parsing: query) }

    /// Returns the path of a target as sent, not decoded, without scheme, host and query.
    public static func path(of target: String) -> String {
        String(
            Substring(originForm(target).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }))
    }

    /// Returns what follows `scheme://authority` in the absolute form; the whole target in any other.
    private static func originForm(_ target: String) -> Substring.UTF8View {
        // Nearly every target is in the origin form.
        guard target.utf8.first != UInt8(ascii: "/"), let absolute = AbsoluteTarget(target) else {
            return target.utf8[...]
        }
        return absolute.rest.utf8
    }

    private static func segment(_ text: Substring) -> String {
        // Nearly every segment is plain text, so decode and trim only where necessary.
        let needsWork = text.utf8.contains { $0 == UInt8(ascii: "%") || $0 <= 0x20 }
        return needsWork ? PercentEncoding.decode(text, plusIsBlank: false).trimmingBlanks() : String(text)
    }
}
