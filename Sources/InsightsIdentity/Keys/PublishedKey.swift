private import COpenSSL
import InsightsHTTP
import InsightsJSON

/// A public RSA key of another issuer, from a JSON Web Key (RFC 7518 §6.3.1) or from PEM.
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
        publicKeyInfo = Self.publicKeyInfo(Self.element(0x30, Self.integer(modulus) + Self.integer(exponent)))
    }

    /// Creates a key without a name from its form in certificates; nil for a key of another type.
    private init?(publicKeyInfo: [UInt8]) {
        self.publicKeyInfo = publicKeyInfo
        identifier = nil
        let isRSA = publicKeyInfo.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let key = d2i_PUBKEY(nil, &cursor, buffer.count) else { return false }
            defer { EVP_PKEY_free(key) }
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA
        }
        guard isRSA else { return nil }
    }

    /// Returns the RSA keys of a text in PEM: public keys, and those of certificates, but no private keys.
    static func keys(pem: [UInt8]) -> [PublishedKey] {
        defer { ERR_clear_error() }
        guard let source = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { return [] }
        defer { BIO_free(source) }
        var keys: [PublishedKey] = []
        while let (label, content) = block(source) {
            let info: [UInt8]? =
                switch label {
                case "PUBLIC KEY": content
                case "RSA PUBLIC KEY": publicKeyInfo(content)
                case "CERTIFICATE": publicKeyInfo(ofCertificate: content)
                default: nil
                }
            if let key = info.flatMap(PublishedKey.init(publicKeyInfo:)) { keys.append(key) }
        }
        return keys
    }

    /// Reads the next block of PEM: its label and its content; nil at the end of the text.
    private static func block(_ source: OpaquePointer) -> (label: String, content: [UInt8])? {
        var label: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var content: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard PEM_read_bio(source, &label, &header, &content, &count) == 1, let label, let content else { return nil }
        defer {
            insights_openssl_free(label)
            insights_openssl_free(header)
            insights_openssl_free(content)
        }
        return (String(cString: label), Array(UnsafeBufferPointer(start: content, count: count)))
    }

    private static func publicKeyInfo(ofCertificate der: [UInt8]) -> [UInt8]? {
        der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let certificate = d2i_X509(nil, &cursor, buffer.count) else { return nil }
            defer { X509_free(certificate) }
            var bytes: UnsafeMutablePointer<UInt8>?
            let count = i2d_PUBKEY(X509_get0_pubkey(certificate), &bytes)
            guard count > 0, let bytes else { return nil }
            defer { insights_openssl_free(bytes) }
            return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
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

    /// Returns a key in the form of certificates (RFC 5280 §4.1.2.7), which OpenSSL reads: the algorithm, then the numbers.
    private static func publicKeyInfo(_ numbers: [UInt8]) -> [UInt8] {
        let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        return element(0x30, element(0x30, rsaEncryption) + element(0x03, [0x00] + numbers))
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
