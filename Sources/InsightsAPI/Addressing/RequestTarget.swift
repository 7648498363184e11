/// The parts of a request target in origin or absolute form (RFC 9112 §3.2).
public struct RequestTarget: Sendable, Equatable {
    /// The path's segments, decoded, without empty ones and without surrounding blanks.
    public let segments: [String]
    /// The query string as sent, without the question mark; empty if there is none.
    public let query: String

    /// Splits a target such as `/insights/v1/cmp/ScheduledDataset?datasetName=ISVOrder`.
    public init(parsing target: String) {
        var rest = Substring(target)
        if let scheme = rest.range(of: "://"), !rest.hasPrefix("/") {
            let afterScheme = rest[scheme.upperBound...]
            rest = afterScheme.firstIndex(of: "/").map { afterScheme[$0...] } ?? ""
        }
        let utf8 = rest.utf8
        let pathEnd = utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? utf8.endIndex
        segments = rest[..<pathEnd].utf8.split(separator: UInt8(ascii: "/")).compactMap { part in
            let segment = Self.segment(Substring(part))
            return segment.isEmpty ? nil : segment
        }
        if pathEnd < utf8.endIndex, utf8[pathEnd] == UInt8(ascii: "?") {
            let tail = rest[rest.index(after: pathEnd)...]
            query = String(tail.utf8.firstIndex(of: UInt8(ascii: "#")).map { tail[..<$0] } ?? tail)
        } else {
            query = ""
        }
    }

    /// The parameters of the query string.
    public var parameters: Parameters { Parameters(parsing: query) }

    private static func segment(_ text: Substring) -> String {
        // Nearly every segment is plain text: decode and trim only where there is something to do.
        let needsWork = text.utf8.contains { $0 == UInt8(ascii: "%") || $0 <= 0x20 }
        return needsWork ? PercentEncoding.decode(text, plusIsBlank: false).trimmingBlanks() : String(text)
    }
}

extension Substring {
    fileprivate func range(of text: StaticString) -> Range<Index>? {
        let pattern = text.description.utf8
        var start = startIndex
        while start < endIndex {
            if utf8[start...].starts(with: pattern) { return start..<utf8.index(start, offsetBy: pattern.count) }
            start = utf8.index(after: start)
        }
        return nil
    }
}
