/// A small repeatable random number generator: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// The same seed and stream must give the same numbers on every machine and in every version; the committed rows
/// depend on it. Each part of the world draws from a separate stream, so a change to one part leaves the rows of the
/// others unchanged.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates a generator for one part of the world.
    init(seed: UInt64, block: Int = 0, stream: StaticString) {
        // FNV-1a mixes the stream's name into the state.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        stream.withUTF8Buffer { name in
            for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        var blocks = SeededGenerator(state: UInt64(block))
        self.init(state: seed &* 0x9E37_79B9_7F4A_7C15 ^ hash ^ (block == 0 ? 0 : blocks.next()))
    }

    /// Creates a generator with a given state.
    package init(state: UInt64) {
        self.state = state
    }

    /// Returns the next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// Returns a number in a range; for ranges this small the modulo bias is below one in 2^40.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// Returns true with a probability given in percent.
    mutating func chance(percent: Int) -> Bool {
        number(in: 1...100) <= percent
    }

    /// Returns a random element; the array must not be empty.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(in: 0...elements.count - 1)]
    }

    /// Returns a random GUID (version 4) in lower case.
    mutating func guid() -> String {
        let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                text[place] = hexadecimalDigit((digit < 16 ? high : low) >> UInt64(60 - 4 * (digit & 15)), "a")
                place += 1
            }
            return place
        }
    }

    /// Returns a text of `count` decimal digits, at most 18, the first of which is not 0.
    mutating func digits(_ count: Int) -> String {
        let power = (1..<count).reduce(1) { power, _ in power * 10 }
        return String(number(in: power...power * 10 - 1))
    }

    /// Returns a text of `count` upper-case hexadecimal digits, at most 16.
    mutating func code(_ count: Int) -> String {
        let bits = next()
        return String(unsafeUninitializedCapacity: 16) { text in
            for digit in 0..<count { text[digit] = hexadecimalDigit(bits >> UInt64(60 - 4 * digit), "A") }
            return count
        }
    }
}

/// Returns the hexadecimal digit of the last four bits; `ten` is the digit with value ten.
private func hexadecimalDigit(_ bits: UInt64, _ ten: Unicode.Scalar) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 15)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: ten) + value - 10
}
