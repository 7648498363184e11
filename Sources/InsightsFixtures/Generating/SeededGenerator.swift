/// A small repeatable source of numbers: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// The same seed and stream give the same numbers on every machine and forever; the committed rows depend on it.
/// Each part of the world draws from a stream of its own, so that a change to one leaves the others' rows alone.
struct SeededGenerator {
    private var state: UInt64

    /// Creates a source for one part of the world.
    init(seed: UInt64, stream: StaticString) {
        // FNV-1a spreads the stream's name over the state.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        stream.withUTF8Buffer { name in
            for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        self.init(state: seed &* 0x9E37_79B9_7F4A_7C15 ^ hash)
    }

    /// Creates a source in a state.
    init(state: UInt64) {
        self.state = state
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
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
        let text = hexadecimal(high) + hexadecimal(low)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { text.dropFirst($0.lowerBound).prefix($0.count) }
        return groups.joined(separator: "-")
    }

    /// A text of that many decimal digits, the first of which is not 0.
    mutating func digits(_ count: Int) -> String {
        var text = String(number(in: 1...9))
        for _ in 1..<count { text += String(number(in: 0...9)) }
        return text
    }

    /// A text of that many capital hexadecimal digits, at most 16.
    mutating func code(_ count: Int) -> String {
        String(hexadecimal(next()).prefix(count)).uppercased()
    }
}

/// All 16 hexadecimal digits of a number.
private func hexadecimal(_ bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
