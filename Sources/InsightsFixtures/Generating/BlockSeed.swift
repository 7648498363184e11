/// The source of all randomness in one block of the world.
///
/// A world consists of blocks that are generated and written one after the other. Each block has a few hundred
/// customers with all their orders, usage and payments. The partner organisation and its offers are the same in all
/// blocks.
struct BlockSeed {
    /// The maximum number of customers per block.
    static let customerLimit = 512

    let seed: UInt64
    /// The index of the block, from 0.
    let block: Int

    /// Whether the block has the customers and orders that the documentation names.
    var isFirst: Bool { block == 0 }

    /// Returns the random numbers for one part of the block.
    func random(_ stream: StaticString) -> SeededGenerator {
        SeededGenerator(seed: seed, block: block, stream: stream)
    }

    /// Returns the number, unique across all blocks, of a customer of this block.
    func customerNumber(_ index: Int) -> Int {
        precondition(index < Self.customerLimit, "a block has more customers than it numbers")
        return block * Self.customerLimit + index
    }

    /// Returns a number of seven digits that looks random and is different for every customer.
    func sevenDigits(ofCustomer number: Int) -> String {
        // Steps of this size modulo a prime reach every residue.
        let places = 8_999_981
        return String(1_000_000 + (number * 2_718_281 + Int(seed % UInt64(places))) % places)
    }

    /// Returns a number of eight digits that looks random and is different for every customer.
    func eightDigits(ofCustomer number: Int) -> String {
        let places = 89_999_999
        return String(10_000_000 + (number * 31_415_927 + Int(seed % UInt64(places))) % places)
    }
}
