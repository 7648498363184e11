/// A choice of mutants that depends on a seed and their names alone.
package struct WireSample: Sendable {
    private let seed: Int
    private let count: Int

    /// Creates a choice of a number of mutants.
    package init(seed: Int, count: Int) {
        self.seed = seed
        self.count = count
    }

    /// Returns the chosen mutants, in their order.
    package func of(_ mutants: [WireMutant]) -> [WireMutant] {
        guard mutants.count > count else { return mutants }
        return order(mutants).prefix(count).sorted().map { mutants[$0] }
    }

    /// Returns all mutants in the order of their ranks.
    func ranked(_ mutants: [WireMutant]) -> [WireMutant] { order(mutants).map { mutants[$0] } }

    private func order(_ mutants: [WireMutant]) -> [Int] {
        mutants.indices.map { (rank: rank(mutants[$0]), index: $0) }.sorted { $0 < $1 }.map(\.index)
    }

    /// Returns the FNV-1a hash of the seed and a name, which spreads neighbours.
    private func rank(_ mutant: WireMutant) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array("\(seed) \(mutant.name)".utf8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
    }
}
