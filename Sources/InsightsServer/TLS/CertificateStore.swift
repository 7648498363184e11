import COpenSSL
import InsightsHTTP
import Synchronization

/// The certificates of a server, by the name that a client requests.
final class CertificateStore: Sendable {
    private enum Source {
        /// Certificates that are issued on demand, for these names only, all with one key.
        case authority(CertificateAuthority, key: TLSIdentity, names: HostNames)
        /// One certificate for every client.
        case fixed(TLSIdentity)
    }

    /// The names that every issued certificate has besides its own.
    private static let localNames = ["localhost", "127.0.0.1", "::1"]

    private let source: Source
    private let made = Mutex<[String: TLSIdentity]>([:])

    /// Creates a store of certificates that an authority issues, for this machine and for some names.
    init(_ authority: CertificateAuthority, names: [String], subdomainsOf domains: [String]) throws(TLSError) {
        for text in names + domains where HostName.normalized(text) == nil { throw .invalidName(text) }
        let known = HostNames(names, subdomainsOf: domains)
        guard let key = insights_make_ec_key() else { throw .library("make a key") }
        defer { EVP_PKEY_free(key) }
        let addresses = Set(known.listing).filter { HostName.isAddress($0) && !Self.localNames.contains($0) }.sorted()
        // Clients that connect to an address send no name, so this certificate is for every address.
        let local = try authority.issue(for: Self.localNames + addresses, key: key)
        source = .authority(authority, key: local, names: known)
    }

    /// Creates a store with one certificate for every client.
    init(_ identity: TLSIdentity) {
        source = .fixed(identity)
    }

    /// Returns the identity for a name, or the one of this machine if there is none for the name.
    func identity(for name: String?) -> TLSIdentity {
        switch source {
        case .fixed(let identity): return identity
        case .authority(let authority, let local, let names):
            // All names of a domain share one certificate, so a client cannot fill the memory with ever more names.
            guard let name = name.flatMap({ HostName.normalized($0) }).flatMap(names.match) else { return local }
            return made.withLock { made in
                if let identity = made[name] { return identity }
                guard let identity = try? authority.issue(for: [name] + Self.localNames, key: local.key) else {
                    return local
                }
                made[name] = identity
                return identity
            }
        }
    }
}
