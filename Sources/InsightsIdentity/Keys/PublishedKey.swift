private import COpenSSL
import InsightsHTTP
import InsightsJSON

/// A public RSA key of another issuer, from a JSON Web Key (RFC 7518 §6.3.1).
struct PublishedKey {
    /// The name of the key; nil if it has none.
    let identifier: String?
    private let publicKeyInfo: [UInt8]

    /// Reads a key; nil for a key of another type, or one whose numbers are not base64url.
    init?(_ json: JSONValue) {
        guard json["kty"]?.string == "RSA", let modulus = json["n"]?.string.flatMap({ Base64URL.decode($0.utf8) }),
            let exponent = json["e"]?.string.flatMap({ Base64URL.decode($0.utf8) }), !modulus.isEmpty,
            !exponent.isEmpty
        else { return nil }
        identifier = json["kid"]?.string
        // OpenSSL reads keys in the form of certificates (RFC 5280 §4.1.2.7): the algorithm, then the numbers.
        let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        let numbers = Self.element(0x30, Self.integer(modulus) + Self.integer(exponent))
        publicKeyInfo = Self.element(
            0x30, Self.element(0x30, rsaEncryption) + Self.element(0x03, [0x00] + numbers))
    }

    /// Returns whether the key made a signature of a text.
    func verifies(_ signature: [UInt8], of text: [UInt8], _ padding: SignaturePadding) -> Bool {
        defer { ERR_clear_error() }
        let verdict: Bool? = publicKeyInfo.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let key = d2i_PUBKEY(nil, &cursor, buffer.count) else { return nil }
            defer { EVP_PKEY_free(key) }
            return padding.verifies(signature, of: text, key: key)
        }
        return verdict ?? false
    }

    /// Returns an element of DER with its length.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 0x80
            ? [UInt8(count)]
            : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
        return [tag] + length + content
    }

    /// Returns a number that is not negative, as its big-endian bytes are.
    private static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let significant = Array(bytes.drop { $0 == 0 })
        return element(0x02, (significant.first ?? 0x80) & 0x80 == 0 ? significant : [0x00] + significant)
    }
}
