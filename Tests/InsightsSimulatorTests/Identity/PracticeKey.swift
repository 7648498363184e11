import COpenSSL
import Foundation
import Testing

/// The key in `Tests/ClientPrograms/practice-key.pem`, which signs for the fixtures' application with a certificate.
struct PracticeKey: Sendable {
    private let der: [UInt8]

    init() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: tests.appending(path: "ClientPrograms/practice-key.pem"), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("-----BEGIN") }
        let base64 = lines.filter { !$0.hasPrefix("-----") }.joined()
        der = Array(try #require(Data(base64Encoded: base64)))
    }

    /// Returns the RS256 signature of a text.
    func signature(of text: [UInt8]) throws -> [UInt8] {
        let key = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &cursor, buffer.count)
        }
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 256)
        var length = signature.count
        try #require(EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1)
        try #require(EVP_DigestSign(context, &signature, &length, text, text.count) == 1)
        return signature
    }

    /// Its public part in PEM.
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+CGH+LigLtYL6UT/muVD
        vA8EdOqh9OD77KUSI2c6dsVID/J0wMIl9fko7eaDOngb7tNjNrutd5eDetYqttFf
        qqvy4u4wh9qw1/fKf4Fjhcm5XriaAO09CqtUzYbMfdQxW8B90D+AUJcldH30a7JN
        BXFYnkOdUbnRxbzmIPH4lmc2hgXCm0+Jm8xh5ipx9B68/EJzh7yS8Q7lYJxtWqev
        hc/lZy0EC8+h4u3ePicCKdVrervVu+8DDWZjrv8glDOKMzbgIilL9C6wOJ3Fbl5W
        /5ktCKGRD9+QDXxAn99vN/H5yww/twkpiUIA9KRvH1AVv/fRzi55mNH4Nz2qE9J7
        LQIDAQAB
        -----END PUBLIC KEY-----

        """
    /// The same in the older form, as `openssl rsa -RSAPublicKey_out` writes it.
    static let rsaPublicKey = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEA+CGH+LigLtYL6UT/muVDvA8EdOqh9OD77KUSI2c6dsVID/J0wMIl
        9fko7eaDOngb7tNjNrutd5eDetYqttFfqqvy4u4wh9qw1/fKf4Fjhcm5XriaAO09
        CqtUzYbMfdQxW8B90D+AUJcldH30a7JNBXFYnkOdUbnRxbzmIPH4lmc2hgXCm0+J
        m8xh5ipx9B68/EJzh7yS8Q7lYJxtWqevhc/lZy0EC8+h4u3ePicCKdVrervVu+8D
        DWZjrv8glDOKMzbgIilL9C6wOJ3Fbl5W/5ktCKGRD9+QDXxAn99vN/H5yww/twkp
        iUIA9KRvH1AVv/fRzi55mNH4Nz2qE9J7LQIDAQAB
        -----END RSA PUBLIC KEY-----

        """
}
