/// A request target in absolute form, which clients send to a proxy (RFC 9112 §3.2.2).
struct AbsoluteTarget {
    /// The scheme in lower case.
    let scheme: String
    let authority: Substring
    /// The path and query, in the form that an origin server expects.
    let origin: String

    /// Splits a target; returns nil for any other form.
    init?(_ target: String) {
        // The parser accepts no other form that begins with neither of the two.
        if target.hasPrefix("/") || target == "*" { return nil }
        scheme = target.prefix { $0 != ":" }.lowercased()
        authority = target.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let rest = target[authority.endIndex...].prefix { $0 != "#" }
        origin = rest.hasPrefix("/") ? String(rest) : "/" + rest
    }

    /// The default port of the scheme; nil for an unsupported scheme.
    var usualPort: Int? {
        switch scheme {
        case "http": 80
        case "https": 443
        default: nil
        }
    }
}
