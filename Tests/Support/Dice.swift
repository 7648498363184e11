/// Numbers that look random and are the same on every run (SplitMix64).
package struct Dice {
    private var state: UInt64

    /// Creates dice; the same seed rolls the same numbers.
    package init(state: UInt64) {
        self.state = state
    }

    /// Rolls a number from 0 to below `sides`.
    package mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(sides))
    }
}
