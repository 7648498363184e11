/// What decides one block of the world.
///
/// A world of any size is a row of blocks that are made and written one after the other: a few hundred customers of
/// their own with all they order, use and pay. The partner organisation and its offers are the same in all of them.
struct BlockSeed {
    /// How many customers a block numbers at most.
    static let customerLimit = 512

    let seed: UInt64
    /// The block's place, counted from 0.
    let block: Int

    /// Whether it has the customers and orders that documents name.
    var isFirst: Bool { block == 0 }

    /// The random numbers for one part of the block.
    func random(_ stream: StaticString) -> SeededGenerator {
        SeededGenerator(seed: seed, block: block, stream: stream)
    }

    /// The number of a customer of this block among those of all blocks.
    func customerNumber(_ index: Int) -> Int {
        precondition(index < Self.customerLimit, "a block has more customers than it numbers")
        return block * Self.customerLimit + index
    }

    /// A number of seven digits that looks drawn and is another one for every customer.
    func sevenDigits(ofCustomer number: Int) -> String {
        // A walk in steps through a prime number of places comes to each of them.
        let places = 8_999_981
        return String(1_000_000 + (number * 2_718_281 + Int(seed % UInt64(places))) % places)
    }

    /// A number of eight digits that looks drawn and is another one for every customer.
    func eightDigits(ofCustomer number: Int) -> String {
        let places = 89_999_999
        return String(10_000_000 + (number * 31_415_927 + Int(seed % UInt64(places))) % places)
    }
}
