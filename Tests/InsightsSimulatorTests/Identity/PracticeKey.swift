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
}
