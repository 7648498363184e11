/// Some rows of a table in order: a whole range, or those rows of a range that passed every condition.
struct RowBlock {
    /// The first row, if the block is a whole range.
    let first: Int
    /// The number of rows.
    let count: Int
    /// The rows, if some of a range are left out; valid only while the block is processed.
    let list: UnsafePointer<UInt32>?

    /// Creates a block of a whole range of rows.
    init(_ range: Range<Int>) {
        first = range.lowerBound
        count = range.count
        list = nil
    }

    /// Creates a block of listed rows.
    init(_ list: UnsafeBufferPointer<UInt32>) {
        first = 0
        count = list.count
        self.list = list.baseAddress
    }

    /// Returns the row at a position.
    @inline(__always)
    func row(_ position: Int) -> Int {
        list.map { Int($0[position]) } ?? first &+ position
    }

    /// Calls `body` with all rows in order.
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
