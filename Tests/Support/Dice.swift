/// Numbers that look random and are the same on every run.
package struct Dice {
    private var generator: SeededGenerator

    /// Creates dice; the same seed rolls the same numbers.
    package init(state: UInt64) {
        generator = SeededGenerator(seed: state)
    }

    /// Rolls a number from 0 to below `sides`.
    package mutating func roll(_ sides: Int) -> Int { Int(generator.next() % UInt64(sides)) }
}
