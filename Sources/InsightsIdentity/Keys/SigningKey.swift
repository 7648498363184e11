private import COpenSSL
import InsightsHTTP
import InsightsRandomness

/// An RSA-2048 key that signs tokens with RS256 (RFC 7518 §3.3), with its certificate.
///
/// OpenSSL generates it from the simulator's seed, so one seed gives the same key and the same tokens on every run.
/// Such a key protects only simulated data.
package final class SigningKey: Sendable {
    /// The name of the key in token headers: base64url of the SHA-1 of its certificate (RFC 7515 §4.1.7).
    package let identifier: String
    /// The certificate in DER.
    package let certificate: [UInt8]
    /// The modulus and the exponent, unsigned big-endian (RFC 7518 §6.3.1).
    let modulus: [UInt8]
    let exponent: [UInt8]
    private let signatures = SignatureMemory()
    // Threads may share OpenSSL's key objects as long as none of them changes one, and none does.
    private nonisolated(unsafe) let key: OpaquePointer

    /// Returns the key of a seed and a generation.
    ///
    /// Creation takes a tenth of a second or more, so a process creates each key only once while it is cached.
    package static func key(seededBy seed: UInt64, generation: Int = 0) -> SigningKey {
        let recipe = Recipe(seed: seed, generation: generation)
        return made.value(recipe) { SigningKey(recipe) }
    }

    /// Returns whether the key is cached, so that getting it takes no time.
    package static func isMade(seededBy seed: UInt64, generation: Int = 0) -> Bool {
        made.holds(Recipe(seed: seed, generation: generation))
    }

    /// The number of cached keys per process; the least recently used are discarded and created again.
    static let rememberedKeys = 256

    private static let made = SingleFlightCache<Recipe, SigningKey>(capacity: rememberedKeys)

    /// The values that determine every bit of a key.
    private struct Recipe: Hashable, Sendable {
        let seed: UInt64
        let generation: Int
    }

    private init(_ recipe: Recipe) {
        let purpose = recipe.generation == 0 ? "signing key" : "signing key \(recipe.generation)"
        let digest = Seed.bytes(recipe.seed, purpose)
        var der: UnsafeMutablePointer<UInt8>?
        let length = insights_seeded_rsa_key(digest, 2048, &der)
        precondition(length > 0, "OpenSSL cannot make an RSA key")
        defer { insights_openssl_free(der) }
        var cursor = UnsafePointer(der)
        guard let key = d2i_AutoPrivateKey(nil, &cursor, Int(length)) else {
            preconditionFailure("OpenSSL cannot read the key it made")
        }
        self.key = key
        modulus = Self.number(OSSL_PKEY_PARAM_RSA_N, of: key)
        exponent = Self.number(OSSL_PKEY_PARAM_RSA_E, of: key)
        certificate = Self.selfSignedCertificate(key)
        identifier = Base64URL.encode(Digest.sha1(certificate))
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// Returns the signature of a text with SHA-256; the default padding is RSASSA-PKCS1-v1_5.
    package func signature(of text: [UInt8], padding: SignaturePadding = .pkcs1) -> [UInt8] {
        // PSS has a random salt, so that each of its signatures is another.
        guard padding == .pkcs1 else { return sign(text, padding) }
        return signatures.signature(of: text) { sign(text, padding) }
    }

    private func sign(_ text: [UInt8], _ padding: SignaturePadding) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        var length = 256
        var signature = [UInt8](repeating: 0, count: length)
        let status =
            EVP_DigestSignInit(context, &parameters, SignaturePadding.digest, nil, key) == 1
            && padding.apply(to: parameters)
            && EVP_DigestSign(context, &signature, &length, text, text.count) == 1
        precondition(status && length == 256, "OpenSSL cannot sign")
        return signature
    }

    /// Returns whether this key made a signature of a text.
    package func verifies(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        SignaturePadding.pkcs1.verifies(signature, of: text, key: key)
    }

    private static func number(_ name: String, of key: OpaquePointer) -> [UInt8] {
        var number: OpaquePointer?
        precondition(EVP_PKEY_get_bn_param(key, name, &number) == 1, "OpenSSL cannot read a key's number")
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }

    /// Returns a certificate whose only purpose is its digest, which names the key; fixed dates keep it the same.
    private static func selfSignedCertificate(_ key: OpaquePointer) -> [UInt8] {
        let certificate = X509_new()
        defer { X509_free(certificate) }
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
        ASN1_TIME_set(X509_getm_notBefore(certificate), 0)
        ASN1_TIME_set(X509_getm_notAfter(certificate), 7_258_118_399)
        X509_set_pubkey(certificate, key)
        let name = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8_TYPE, "insights-simulator", -1, -1, 0)
        X509_set_issuer_name(certificate, name)
        precondition(X509_sign(certificate, key, EVP_sha256()) > 0, "OpenSSL cannot sign a certificate")
        var der: UnsafeMutablePointer<UInt8>?
        let length = i2d_X509(certificate, &der)
        precondition(length > 0, "OpenSSL cannot write a certificate")
        defer { insights_openssl_free(der) }
        return Array(UnsafeBufferPointer(start: der, count: Int(length)))
    }
}
