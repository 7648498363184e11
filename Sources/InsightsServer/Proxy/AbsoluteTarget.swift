/// A request target in the absolute form, which is for a proxy (RFC 9112 §3.2.2).
struct AbsoluteTarget {
    /// In small letters.
    let scheme: String
    let authority: Substring
    /// What follows: path and query as the origin wants them.
    let origin: String

    /// Takes a target apart; nil for any other form.
    init?(_ target: String) {
        // The parser lets no other form through that begins with neither.
        if target.hasPrefix("/") || target == "*" { return nil }
        scheme = target.prefix { $0 != ":" }.lowercased()
        authority = target.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let rest = target[authority.endIndex...].prefix { $0 != "#" }
        origin = rest.hasPrefix("/") ? String(rest) : "/" + rest
    }

    /// The port where none is named; nil for a scheme that is not spoken.
    var usualPort: Int? {
        switch scheme {
        case "http": 80
        case "https": 443
        default: nil
        }
    }
}
