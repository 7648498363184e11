/// The assignment of selected rows to groups, which are numbered in the order of their first rows.
struct Grouping {
    /// The selected rows.
    var rows: [UInt32]
    /// The group of each selected row.
    var groupOf: [UInt32]
    /// The position of each group's first row within `rows`.
    var firstPositions: [UInt32]

    /// Creates a grouping and finds the first position of every group.
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
