/// The path below which a proxy shows the service, such as `/partner/insights`; empty for the root.
///
/// Its characters need no encoding anywhere: in links, in a proxy's rules and in a request.
package struct BasePath: Sendable, Hashable, CustomStringConvertible {
    /// The greatest length in bytes.
    package static let mostBytes = 256
    /// What a base path looks like, for error messages.
    package static let accepted =
        "a path of at most \(mostBytes) bytes such as /partner/insights, of letters, digits, '-', '.', '_' and '~', "
        + "that does not begin with a path of the service"
    /// The root.
    package static let root = BasePath(text: "")

    /// The first segments of the service's own paths: a base path with one could not be told from them.
    private static let reserved: Set<String> = [
        "insights", "_sim", "reports", "common", "organizations", "consumers",
    ]

    private let text: String

    private init(text: String) {
        self.text = text
    }

    /// Parses a path, with or without a slash at its end; nil for any other text.
    package init?(_ text: some StringProtocol) {
        var path = String(text)
        if path.hasSuffix("/") { path.removeLast() }
        guard path.utf8.count <= Self.mostBytes else { return nil }
        if !path.isEmpty {
            let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            guard path.hasPrefix("/"), let first = segments.first, !Self.reserved.contains(first.lowercased()),
                segments.allSatisfy(Self.isSegment)
            else { return nil }
        }
        self.text = path
    }

    /// Whether it is the root.
    package var isRoot: Bool { text.isEmpty }

    /// The path with a slash at its beginning and none at its end; empty for the root.
    package var description: String { text }

    /// Returns a request target without the path; unchanged where it does not begin with it.
    ///
    /// Some proxies remove the path before they pass a request on, others do not.
    package func removed(from target: String) -> String {
        guard !isRoot else { return target }
        if target.utf8.first != UInt8(ascii: "/") {
            guard let absolute = AbsoluteTarget(target) else { return target }
            return "\(absolute.scheme)://\(absolute.authority)" + removed(fromOriginForm: String(absolute.rest))
        }
        return removed(fromOriginForm: target)
    }

    private func removed(fromOriginForm target: String) -> String {
        guard target.utf8.starts(with: text.utf8) else { return target }
        let rest = target.utf8.dropFirst(text.utf8.count)
        switch rest.first {
        case UInt8(ascii: "/"): return String(Substring(rest))
        case nil, UInt8(ascii: "?"), UInt8(ascii: "#"): return "/" + String(Substring(rest))
        default: return target
        }
    }

    private static func isSegment(_ segment: Substring) -> Bool {
        guard !segment.isEmpty, segment != ".", segment != ".." else { return false }
        return segment.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || "-._~".utf8.contains(byte)
        }
    }
}
