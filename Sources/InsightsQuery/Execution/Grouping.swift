/// Which group each selected row belongs to; groups are numbered in the order of their first rows.
struct Grouping: Sendable {
    /// The group of every selected row.
    private(set) var groupOf: [UInt32]
    /// For every group the position of its first row among the selected ones.
    private(set) var firstPositions: [UInt32]

    /// How many groups there are.
    var count: Int { firstPositions.count }

    /// All rows in one group, which exists even if there are no rows.
    init(single rowCount: Int) {
        groupOf = Array(repeating: 0, count: rowCount)
        firstPositions = [0]
    }

    /// The groups of equal keys.
    init(_ codes: KeyCodes) {
        self.init(single: codes.codes.count)
        split(by: codes)
    }

    /// Splits every group by one more key.
    ///
    /// Where there are few combinations a table takes each directly, otherwise they are hashed.
    mutating func split(by keys: KeyCodes) {
        let combinations = count.multipliedReportingOverflow(by: keys.bound)
        if !combinations.overflow, combinations.partialValue <= max(4096, 4 * groupOf.count) {
            splitDirectly(by: keys, combinations: combinations.partialValue)
        } else {
            splitHashing(by: keys)
        }
    }

    private mutating func splitDirectly(by keys: KeyCodes, combinations: Int) {
        let unknown = UInt32.max
        var groups = Array(repeating: unknown, count: combinations)
        var firsts: [UInt32] = []
        for position in groupOf.indices {
            let combination = Int(groupOf[position]) &* keys.bound &+ Int(keys.codes[position])
            if groups[combination] == unknown {
                groups[combination] = UInt32(firsts.count)
                firsts.append(UInt32(position))
            }
            groupOf[position] = groups[combination]
        }
        firstPositions = firsts
    }

    private mutating func splitHashing(by keys: KeyCodes) {
        var table = NumberTable(expecting: groupOf.count)
        var firsts: [UInt32] = []
        for position in groupOf.indices {
            let group = table.place(of: UInt64(groupOf[position]) << 32 | UInt64(keys.codes[position]))
            if Int(group) == firsts.count { firsts.append(UInt32(position)) }
            groupOf[position] = group
        }
        firstPositions = firsts
    }
}
