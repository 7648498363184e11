/// The URL of a document on this machine, by a name or an address of loopback.
package struct LoopbackURL: Sendable, Hashable, CustomStringConvertible {
    /// Scheme, host and port.
    package let origin: Origin
    /// Path and query, with a slash at the beginning.
    package let target: String

    /// Parses a URL; nil for another scheme or machine, and for a path that has other than printable ASCII characters.
    package init?(_ text: some StringProtocol) {
        guard let absolute = AbsoluteTarget(text), let scheme = Origin.Scheme(rawValue: absolute.scheme),
            let authority = Authority(absolute.authority), authority.isLoopback,
            absolute.rest.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
        else { return nil }
        origin = Origin(scheme, authority)
        target = absolute.originForm
    }

    package var description: String { origin.description + target }
}
