/// A small repeatable source of numbers: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// The same seed and stream give the same numbers on every machine and forever; the committed rows depend on it.
/// Each part of the world draws from a stream of its own, so that a change to one leaves the others' rows alone.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates a source for one part of the world.
    init(seed: UInt64, block: Int = 0, stream: StaticString) {
        // FNV-1a spreads the stream's name over the state.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        stream.withUTF8Buffer { name in
            for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        var blocks = SeededGenerator(state: UInt64(block))
        self.init(state: seed &* 0x9E37_79B9_7F4A_7C15 ^ hash ^ (block == 0 ? 0 : blocks.next()))
    }

    /// Creates a source in a state.
    package init(state: UInt64) {
        self.state = state
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number of a range; the bias of the modulo is below one in 2^40 for ranges this small.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// True in that many of a hundred cases.
    mutating func chance(percent: Int) -> Bool {
        number(in: 1...100) <= percent
    }

    /// One of some elements, of which there must be one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(in: 0...elements.count - 1)]
    }

    /// A random GUID (version 4) in small letters.
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

    /// A text of that many decimal digits, at most 18, the first of which is not 0.
    mutating func digits(_ count: Int) -> String {
        let power = (1..<count).reduce(1) { power, _ in power * 10 }
        return String(number(in: power...power * 10 - 1))
    }

    /// A text of that many capital hexadecimal digits, at most 16.
    mutating func code(_ count: Int) -> String {
        let bits = next()
        return String(unsafeUninitializedCapacity: 16) { text in
            for digit in 0..<count { text[digit] = hexadecimalDigit(bits >> UInt64(60 - 4 * digit), "A") }
            return count
        }
    }
}

/// The digit of the last four bits; those above nine begin with a letter.
private func hexadecimalDigit(_ bits: UInt64, _ ten: Unicode.Scalar) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 15)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: ten) + value - 10
}
