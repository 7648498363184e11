import COpenSSL
import InsightsHTTP
import Synchronization

/// Which certificate a server shows to a client that asks for a name.
final class CertificateStore: Sendable {
    private enum Source {
        /// Certificates made when they are first asked for, for these names only, all with one key.
        case authority(CertificateAuthority, key: TLSIdentity, names: HostNames)
        /// One certificate for whoever asks.
        case fixed(TLSIdentity)
    }

    /// What every certificate of an authority is for, besides its name.
    private static let localNames = ["localhost", "127.0.0.1", "::1"]

    private let source: Source
    private let made = Mutex<[String: TLSIdentity]>([:])

    /// Has certificates signed by an authority, for this machine and for some names.
    init(_ authority: CertificateAuthority, names: [String], subdomainsOf domains: [String]) throws(TLSError) {
        for text in names + domains where HostName.normalized(text) == nil { throw .invalidName(text) }
        let known = HostNames(names, subdomainsOf: domains)
        guard let key = insights_make_ec_key() else { throw .library("make a key") }
        defer { EVP_PKEY_free(key) }
        let addresses = Set(known.listing).filter { HostName.isAddress($0) && !Self.localNames.contains($0) }.sorted()
        // Clients that ask for an address name nobody, so this one is for every address.
        let local = try authority.issue(for: Self.localNames + addresses, key: key)
        source = .authority(authority, key: local, names: known)
    }

    /// Shows one certificate to everybody.
    init(_ identity: TLSIdentity) {
        source = .fixed(identity)
    }

    /// The identity for a name; that of this machine where there is none for it.
    func identity(for name: String?) -> TLSIdentity {
        switch source {
        case .fixed(let identity): return identity
        case .authority(let authority, let local, let names):
            // One certificate for all names of a domain: who asks for ever more of them gets nowhere.
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
