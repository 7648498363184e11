import InsightsHTTP

/// The URL of a server: its origin and, for a server behind a gateway, the path in front of every route.
struct ServerURL: Hashable, CustomStringConvertible {
    /// What a URL looks like, for error messages.
    static let accepted = "\(Origin.accepted), perhaps with a path"

    let origin: Origin
    /// The path with a slash at its beginning and none at its end; empty for none.
    let path: String

    /// Parses a URL; nil if it is not an `http` or `https` URL, or has a query or a fragment.
    init?(_ text: some StringProtocol) {
        guard let (origin, rest) = Origin.split(url: text), !rest.contains("?"), !rest.contains("#") else { return nil }
        self.origin = origin
        var path = rest
        while path.last == "/" { path.removeLast() }
        self.path = String(path)
    }

    /// The URL without a slash at the end.
    var description: String { "\(origin)\(path)" }
}
