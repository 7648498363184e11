import InsightsHTTP
import InsightsJSON

/// A document with keys of another issuer, or with the address of one.
enum KeyDocument {
    /// A JSON Web Key Set, or keys in PEM; of other types than RSA there are none.
    case keys([PublishedKey])
    /// A discovery document (OpenID Connect Discovery 1.0 §4.2), with its issuer and the address of the keys.
    case discovery(issuer: String?, keys: String)

    /// Reads a document; nil for one of another kind.
    init?(_ bytes: [UInt8]) {
        if String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") {
            self = .keys(PublishedKey.keys(pem: bytes))
            return
        }
        guard let document = try? JSONParser.parse(bytes) else { return nil }
        if let keys = document["keys"]?.array {
            self = .keys(keys.compactMap(PublishedKey.init))
        } else if let address = document["jwks_uri"]?.string {
            self = .discovery(issuer: document["issuer"]?.string, keys: address)
        } else {
            return nil
        }
    }
}
