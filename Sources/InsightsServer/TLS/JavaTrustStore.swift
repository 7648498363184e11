import COpenSSL

/// A writer of Java trust stores in the JKS format, which needs no Java tool.
package enum JavaTrustStore {
    private static let magic: UInt32 = 0xFEED_FEED
    private static let version: UInt32 = 2
    private static let trustedCertificate: UInt32 = 2
    /// The bytes that the format puts between password and content before it computes the digest.
    private static let whitener = Array("Mighty Aphrodite".utf8)

    /// Creates a store in which every certificate of a PEM text is trusted.
    ///
    /// The password only detects damage: it is part of a digest over the content.
    package static func bytes(trusting certificatesPEM: [UInt8], password: String) -> [UInt8] {
        let certificates = PEMFile.certificates(in: certificatesPEM)
        defer { for certificate in certificates { X509_free(certificate) } }
        var store: [UInt8] = []
        store.append(number: magic)
        store.append(number: version)
        store.append(number: UInt32(certificates.count))
        for (index, certificate) in certificates.enumerated() {
            let der = der(of: certificate)
            store.append(number: trustedCertificate)
            store.append(text: "trusted-\(index)")
            // The creation time in milliseconds since 1970, which Java ignores.
            store.append(number: UInt64(0))
            store.append(text: "X.509")
            store.append(number: UInt32(der.count))
            store += der
        }
        let characters = password.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        return store + sha1(characters + whitener + store)
    }

    private static func der(of certificate: OpaquePointer) -> [UInt8] {
        var der: UnsafeMutablePointer<UInt8>?
        let length = i2d_X509(certificate, &der)
        precondition(length > 0, "OpenSSL cannot write a certificate")
        defer { insights_openssl_free(der) }
        return Array(UnsafeBufferPointer(start: der, count: Int(length)))
    }

    private static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        precondition(EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha1(), nil) == 1, "OpenSSL cannot digest")
        return digest
    }
}

extension [UInt8] {
    /// Appends a number in big-endian order.
    fileprivate mutating func append(number: some FixedWidthInteger & UnsignedInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends an ASCII text after its length.
    fileprivate mutating func append(text: String) {
        append(number: UInt16(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
