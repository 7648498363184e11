/// The parts of a request target in origin or absolute form (RFC 9112 §3.2).
///
/// They are taken from the text when they are asked for: most requests need neither, see `PlainPath`.
public struct RequestTarget: Sendable, Equatable {
    /// The target as sent.
    private let text: String

    /// Parses a target such as `/insights/v1/cmp/ScheduledDataset?datasetName=ISVOrder`.
    public init(parsing target: String) {
        text = target
    }

    /// The decoded path segments, trimmed and without empty ones.
    public var segments: [String] {
        let utf8 = Self.originForm(text)
        return utf8[..<Self.pathEnd(of: utf8)].split(separator: UInt8(ascii: "/")).compactMap { part in
            let segment = Self.segment(Substring(part))
            return segment.isEmpty ? nil : segment
        }
    }

    /// The query string as sent, without the question mark; empty if there is none.
    public var query: String {
        let utf8 = Self.originForm(text)
        let bounds = utf8.withContiguousStorageIfAvailable { Self.query(in: $0) } ?? Self.query(in: Array(utf8))
        guard let bounds else { return "" }
        let start = utf8.index(utf8.startIndex, offsetBy: bounds.lowerBound)
        return String(Substring(utf8[start..<utf8.index(start, offsetBy: bounds.count)]))
    }

    /// Returns the range of the query string; nil if there is none.
    private static func query(in bytes: some RandomAccessCollection<UInt8>) -> Range<Int>? {
        var (start, place) = (0, 0)
        for byte in bytes {
            place += 1
            if byte == UInt8(ascii: "#") { return start > 0 ? start..<place - 1 : nil }
            if byte == UInt8(ascii: "?"), start == 0 { start = place }
        }
        return start > 0 ? start..<place : nil
    }

    /// The path without decoding, if no part of it needs any; nil otherwise.
    package var plainPath: PlainPath? { PlainPath(text) }

    /// Compares the parts, not their spelling.
    public static func == (left: RequestTarget, right: RequestTarget) -> Bool {
        left.text == right.text || left.segments == right.segments && left.query == right.query
    }

    private static func pathEnd(of utf8: Substring.UTF8View) -> Substring.UTF8View.Index {
        utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? utf8.endIndex
    }

    /// The parameters of the query string.
    public var parameters: Parameters { Parameters(parsing: query) }

    /// Returns the path of a target as sent, not decoded, without scheme, host and query.
    public static func path(of target: String) -> String {
        String(
            Substring(originForm(target).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }))
    }

    /// Returns the part after `scheme://authority` of an absolute form; any other target unchanged.
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
