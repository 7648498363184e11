import Testing

@testable import InsightsServer

@Suite("Java trust stores", .mayBlock)
struct JavaTrustStoreTests {
    @Test("A store begins with magic, version and count, and ends with a digest that depends on the password")
    func form() throws {
        let first = try CertificateAuthority().certificatePEM
        let second = try CertificateAuthority().certificatePEM
        let store = JavaTrustStore.bytes(trusting: Array((first + second).utf8), password: "changeit")
        #expect(store.prefix(12) == [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 2])
        #expect(Array(store[12..<27]) == [0, 0, 0, 2, 0, 9] + Array("trusted-0".utf8))
        let other = JavaTrustStore.bytes(trusting: Array((first + second).utf8), password: "other")
        #expect(store.dropLast(20) == other.dropLast(20))
        #expect(store.suffix(20) != other.suffix(20))
    }

    @Test("The digest of an empty store is that of its head")
    func empty() {
        // SHA-1 of `changeit` in UTF-16, the words of the format, and the twelve bytes before the digest.
        let store = JavaTrustStore.bytes(trusting: [], password: "changeit")
        #expect(store.count == 32)
        let digest: [UInt8] = [
            0xE2, 0x68, 0x6E, 0x45, 0xFB, 0x43, 0xDF, 0xA4, 0xD9, 0x92, 0xDD, 0x41, 0xCE, 0xB6, 0xB2, 0x1C, 0x63, 0x30,
            0xD7, 0x92,
        ]
        #expect(Array(store.suffix(20)) == digest)
    }
}
