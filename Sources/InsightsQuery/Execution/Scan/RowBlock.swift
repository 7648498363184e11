/// Some rows of a table in their order: all of a range, or those of it that passed every condition.
struct RowBlock {
    /// The first row, if no row is left out.
    let first: Int
    /// How many rows there are.
    let count: Int
    /// The rows, if some of a range are left out; valid while the block is being looked at.
    let list: UnsafePointer<UInt32>?

    /// A range of rows.
    init(_ range: Range<Int>) {
        first = range.lowerBound
        count = range.count
        list = nil
    }

    /// Rows by their numbers.
    init(_ list: UnsafeBufferPointer<UInt32>) {
        first = 0
        count = list.count
        self.list = list.baseAddress
    }

    /// The row at a position.
    @inline(__always)
    func row(_ position: Int) -> Int {
        list.map { Int($0[position]) } ?? first &+ position
    }

    /// Visits all rows in their order.
    @inline(__always)
    func forEach(_ body: (_ position: Int, _ row: Int) -> Void) {
        if let list {
            var position = 0
            while position < count {
                body(position, Int(list[position]))
                position &+= 1
            }
        } else {
            var position = 0
            while position < count {
                body(position, first &+ position)
                position &+= 1
            }
        }
    }
}
