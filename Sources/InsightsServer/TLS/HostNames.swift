import InsightsHTTP

/// A set of host names, and of domains with every name that has one label more.
struct HostNames: Sendable {
    private let names: Set<String>
    private let domains: Set<String>
    /// What is in it, in the order given, in the form of certificates: `*.` for the label before a domain
    /// (RFC 6125 §6.4.3).
    let listing: [String]

    /// Takes those that are names.
    init(_ names: [String], subdomainsOf domains: [String] = []) {
        let names = names.compactMap { HostName.normalized($0) }
        let domains = domains.compactMap { HostName.normalized($0) }
        self.names = Set(names)
        self.domains = Set(domains)
        listing = names + domains.map(Self.pattern)
    }

    /// The entry, as in `listing`, that a normalized name is one of; nil if there is none.
    func match(_ name: String) -> String? {
        if names.contains(name) { return name }
        let domain = String(name.drop { $0 != "." }.dropFirst())
        return domains.contains(domain) ? Self.pattern(domain) : nil
    }

    func contains(_ name: String) -> Bool { match(name) != nil }

    private static func pattern(_ domain: String) -> String { "*." + domain }
}
