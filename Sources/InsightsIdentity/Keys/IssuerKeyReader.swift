import InsightsFixtures
package import InsightsHTTP
import InsightsJSON

/// Fetches a document of this machine, within limits of time and size that are its own.
package typealias DocumentFetch = @Sendable (LoopbackURL) -> Result<[UInt8], DocumentFailure>

/// The reason why there is no document, in words.
package struct DocumentFailure: Error, Sendable, Equatable {
    package let reason: String

    /// Creates a failure.
    package init(_ reason: String) {
        self.reason = reason
    }
}

/// Gets the keys of a trusted issuer from where they are.
///
/// A folder and an address are read at each assertion: the keys of issuers rotate.
struct IssuerKeyReader {
    let issuer: String
    let fetch: DocumentFetch

    /// Returns the RSA keys; those of a folder or an address have at least one.
    func keys(_ source: IssuerKeys) throws(DocumentFailure) -> [PublishedKey] {
        switch source {
        case .set(let set): return (set["keys"]?.array ?? []).compactMap(PublishedKey.init)
        case .pem(let bytes): return PublishedKey.keys(pem: bytes)
        case .folder(let path): return try atLeastOne(keys(in: IssuerKeyFolder(path)), path)
        case .url(let url): return try atLeastOne(keys(at: url), "\(url)")
        }
    }

    private func atLeastOne(_ keys: [PublishedKey], _ place: String) throws(DocumentFailure) -> [PublishedKey] {
        guard !keys.isEmpty else { throw DocumentFailure("\(place): found no RSA key; expected at least one") }
        return keys
    }

    // MARK: Addresses

    private func keys(at url: LoopbackURL) throws(DocumentFailure) -> [PublishedKey] {
        switch try document(at: url) {
        case .keys(let keys): return keys
        case .discovery(let named, let address):
            try check(named, "\(url)")
            guard let next = LoopbackURL(address) else {
                throw DocumentFailure("\(url): found the jwks_uri \(address); expected an address of this machine")
            }
            guard case .keys(let keys) = try document(at: next) else { throw Self.noKeySet("\(next)") }
            return keys
        }
    }

    private func document(at url: LoopbackURL) throws(DocumentFailure) -> KeyDocument {
        guard let document = KeyDocument(try fetch(url).get()) else { throw Self.noKeySet("\(url)") }
        return document
    }

    private func check(_ named: String?, _ place: String) throws(DocumentFailure) {
        guard named == nil || named == issuer else {
            throw DocumentFailure("\(place): found the issuer \(named ?? ""); expected \(issuer)")
        }
    }

    private static func noKeySet(_ place: String) -> DocumentFailure {
        DocumentFailure("\(place): found another document; expected a JSON Web Key Set")
    }

    // MARK: Folders

    /// Reads a folder: the keys of its discovery document if it has one, and otherwise those of all its files.
    private func keys(in folder: IssuerKeyFolder) throws(DocumentFailure) -> [PublishedKey] {
        do throws(FixtureError) {
            guard let bytes = try folder.file(IssuerKeys.discoveryPath) else {
                return try folder.files().flatMap { bytes -> [PublishedKey] in
                    if case .keys(let keys) = KeyDocument(bytes) { keys } else { [] }
                }
            }
            return try keys(discoveredBy: bytes, in: folder)
        } catch {
            throw DocumentFailure("\(error)")
        }
    }

    /// Returns the keys that a discovery document names, which are in the same folder as below the issuer's address.
    private func keys(discoveredBy bytes: [UInt8], in folder: IssuerKeyFolder) throws(FixtureError) -> [PublishedKey] {
        let place = IssuerKeys.discoveryPath
        guard case .discovery(let named, let address) = KeyDocument(bytes), named == nil || named == issuer else {
            throw .unreadable(file: place, reason: "expected a discovery document of \(issuer)")
        }
        let base = issuer.hasSuffix("/") ? issuer : issuer + "/"
        guard address.hasPrefix(base), let keys = try folder.file(String(address.dropFirst(base.count))),
            case .keys(let found) = KeyDocument(keys)
        else {
            throw .unreadable(
                file: place, reason: "found the jwks_uri \(address); expected a key set of the folder, below \(base)")
        }
        return found
    }
}
