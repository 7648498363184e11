import InsightsHTTP

/// A sequence of identifiers that follows from a seed and a purpose.
///
/// It uses xoshiro256** (Blackman and Vigna 2018), which is fast, with a period so long that identifiers never repeat.
package struct IdentifierSource: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    package init(seed: UInt64, purpose: String) {
        let bytes = Seed.bytes(seed, purpose)
        func word(_ index: Int) -> UInt64 {
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        state = (word(0), word(1), word(2), word(3))
    }

    /// Continues a source where another was; nil for a text that is no `position`.
    package init?(position: String) {
        let words = position.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0, radix: 16) }
        guard words.count == 4, let first = words[0], let second = words[1], let third = words[2], let last = words[3]
        else { return nil }
        state = (first, second, third, last)
    }

    /// Where the sequence is, as text; the next identifiers follow from it.
    package var position: String {
        [state.0, state.1, state.2, state.3].map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// Returns the next 64 bits.
    package mutating func next() -> UInt64 {
        func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
        let result = rotated(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotated(state.3, 45)
        return result
    }

    /// Returns the next identifier, a version 4 UUID (RFC 9562 §5.4).
    package mutating func makeUUIDValue() -> UUIDValue {
        let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return UUIDValue(high: high, low: low)
    }

    /// Returns the next identifier as text, in lower case.
    package mutating func makeUUID() -> String { makeUUIDValue().description }

    /// Returns a token of 32 random bytes in base64url; the digest makes it unguessable without the seed.
    package mutating func makeToken() -> String {
        Base64URL.encode(makeBytes())
    }

    /// Returns a token of 16 random bytes in base64url.
    package mutating func makeShortToken() -> String {
        Base64URL.encode(makeBytes().prefix(16))
    }

    private mutating func makeBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            let word = next()
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return Digest.sha256(bytes)
    }
}
