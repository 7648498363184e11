import Testing

@testable import InsightsIdentity

@Suite("Remembered signatures")
struct SignatureMemoryTests {
    @Test("A text is signed once while it is remembered, and each text has its own signature")
    func once() {
        let memory = SignatureMemory()
        var signed: [String] = []
        func signature(_ text: String) -> [UInt8] {
            memory.signature(of: Array(text.utf8)) {
                signed.append(text)
                return Array("signature of \(text)".utf8)
            }
        }
        for text in ["a", "b", "a", "b", ""] { #expect(signature(text) == Array("signature of \(text)".utf8)) }
        #expect(signed == ["a", "b", ""])
    }

    @Test("The memory is bounded, and what is used stays")
    func bound() {
        let memory = SignatureMemory()
        var count = 0
        func sign(_ number: Int) {
            _ = memory.signature(of: Array("\(number)".utf8)) {
                count += 1
                return [UInt8(truncatingIfNeeded: number)]
            }
        }
        for number in 0..<(5 * SignatureMemory.generationLimit) {
            sign(number)
            sign(-1)
            #expect(memory.count <= 2 * SignatureMemory.generationLimit)
        }
        #expect(count == 5 * SignatureMemory.generationLimit + 1)
        sign(0)
        #expect(count == 5 * SignatureMemory.generationLimit + 2)
    }

    @Test("A remembered signature is the key's, and keys do not share it")
    func keys() {
        let (one, other) = (SigningKey.key(seededBy: 7), SigningKey.key(seededBy: 8))
        let text = Array("text".utf8)
        let signature = one.signature(of: text)
        #expect(one.signature(of: text) == signature)
        #expect(one.verifies(signature, of: text))
        #expect(other.signature(of: text) != signature)
        #expect(!other.verifies(signature, of: text))
        // PSS has a random salt.
        #expect(one.signature(of: text, padding: .pss) != one.signature(of: text, padding: .pss))
    }
}
