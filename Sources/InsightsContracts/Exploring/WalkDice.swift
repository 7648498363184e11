/// Numbers that look random and follow from a seed alone: SplitMix64 (Steele, Lea and Flood, 2014).
struct WalkDice {
    private var state: UInt64

    /// Creates dice for one walk; every walk of a seed has a separate stream.
    init(seed: UInt64, walk: Int) {
        var streams = WalkDice(state: UInt64(bitPattern: Int64(walk)))
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ streams.next()
    }

    private init(state: UInt64) { self.state = state }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// Returns a number from 0 to below `sides`.
    mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }

    /// Returns one of the elements, of which there must be some.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[roll(elements.count)] }

    /// Returns one of the elements; nil if there are none.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[roll(elements.count)]
    }
}
