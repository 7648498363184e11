/// Which group each selected row belongs to; groups are numbered in the order of their first rows.
struct Grouping {
    /// The rows.
    var rows: [UInt32]
    /// The group of every row.
    var groupOf: [UInt32]
    /// For every group the position of its first row among the rows.
    var firstPositions: [UInt32]

    /// Finds the first position of every group.
    init(rows: [UInt32], groupOf: [UInt32], count: Int) {
        self.rows = rows
        self.groupOf = groupOf
        firstPositions = Array(repeating: 0, count: count)
        var known = 0
        for (position, group) in groupOf.enumerated() where Int(group) == known {
            firstPositions[known] = UInt32(position)
            known += 1
        }
    }
}
