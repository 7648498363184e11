import InsightsHTTP

/// A set of host names, and of domains that include every name with exactly one more label.
struct HostNames: Sendable {
    private let names: Set<String>
    private let domains: Set<String>
    /// The entries in the given order, in certificate notation: `*.` stands for one label (RFC 6125 §6.4.3).
    let listing: [String]

    /// Creates a set of the valid names; others are ignored.
    init(_ names: [String], subdomainsOf domains: [String] = []) {
        let names = names.compactMap { HostName.normalized($0) }
        let domains = domains.compactMap { HostName.normalized($0) }
        self.names = Set(names)
        self.domains = Set(domains)
        listing = names + domains.map(Self.pattern)
    }

    /// Returns the entry of `listing` that includes a normalized name; nil if there is none.
    func match(_ name: String) -> String? {
        if names.contains(name) { return name }
        let domain = String(name.drop { $0 != "." }.dropFirst())
        return domains.contains(domain) ? Self.pattern(domain) : nil
    }

    func contains(_ name: String) -> Bool { match(name) != nil }

    private static func pattern(_ domain: String) -> String { "*." + domain }
}
