import Testing

@testable import InsightsHTTP

@Suite("base64url")
struct Base64URLTests {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    @Test(
        "Each byte sequence has exactly one text",
        arguments: [
            ([], ""), ([0], "AA"), ([255], "_w"), ([0, 1], "AAE"), ([251, 255, 254], "-__-"), ([1, 2, 3, 4], "AQIDBA"),
        ])
    func oneText(_ bytes: [UInt8], _ text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text.utf8) == bytes)
    }

    @Test("Every last group, whole or partial, decodes if it is canonical and is refused otherwise")
    func lastGroups() {
        for prefix in ["", "AQID"] {
            for first in Self.digits {
                for second in Self.digits {
                    for rest in [[], [first], [UInt8(ascii: "A")], [second, first]] as [[UInt8]] {
                        let text = Array(prefix.utf8) + [first, second] + rest
                        let bytes = Base64URL.decode(text)
                        let isOwn = bytes.map { Base64URL.encode($0).utf8.elementsEqual(text) } ?? false
                        #expect(isOwn == (bytes != nil))
                        if rest.count == 2 { #expect(bytes != nil) }
                        if rest.isEmpty { #expect((bytes != nil) == (Self.digits.firstIndex(of: second)! % 16 == 0)) }
                    }
                }
            }
        }
    }

    @Test(
        "Padding, blanks, other alphabets and lone digits are refused",
        arguments: ["AA==", "AA=", "A", "AAAAA", "A A", "AA\n", "+A", "/w", "AAE=", "AB", "AAB", "ÄA", "AAAA_x"])
    func refused(_ text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test(
        "Standard base64 has its padding, or it is none",
        arguments: [
            ([], ""), ([0], "AA=="), ([255], "/w=="), ([0, 1], "AAE="), ([251, 255, 254], "+//+"),
            ([1, 2, 3, 4], "AQIDBA=="),
        ])
    func standard(_ bytes: [UInt8], _ text: String) {
        #expect(Base64.encode(bytes) == text)
        #expect(Base64.decode(text.utf8) == bytes)
    }

    @Test(
        "Standard base64 that is not whole is refused",
        arguments: ["AA", "AA=", "A===", "====", "AA==AA==", "_w==", "AB==", "AAB=", "AA==\n", "A=A="])
    func standardRefused(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
