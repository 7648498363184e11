/// Which rows of a range are still in the running: one byte per row, 1 for those that are.
///
/// Each kernel lowers bytes by `&=`, without branching on data.
struct RowMask {
    /// One byte per row of the range.
    var bytes: [UInt8]
    /// The row of the first byte.
    private(set) var start: Int

    /// A mask of all rows up to a number.
    init(all count: Int = 0) {
        bytes = Array(repeating: 1, count: count)
        start = 0
    }

    /// Starts again with all rows of a range.
    mutating func cover(_ range: Range<Int>) {
        start = range.lowerBound
        if bytes.count != range.count { bytes = Array(repeating: 1, count: range.count) }
        bytes.withUnsafeMutableBufferPointer { $0.update(repeating: 1) }
    }

    /// Drops every row.
    mutating func dropAll() {
        bytes.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    /// Lowers the bytes of all rows by those that a function of the row gives.
    @inline(__always)
    mutating func lower(_ byte: (_ row: Int) -> UInt8) {
        let start = start
        bytes.withUnsafeMutableBufferPointer { bytes in
            for index in 0..<bytes.count { bytes[index] &= byte(start &+ index) }
        }
    }

    /// The rows still in the running, in order; there is room for one more than there are rows in the range.
    func select(into places: UnsafeMutableBufferPointer<UInt32>) -> Int {
        // Every row is written to the next free place, which moves on only behind a row that stays.
        bytes.withUnsafeBufferPointer { bytes in
            var free = 0
            for index in 0..<bytes.count {
                places[free] = UInt32(truncatingIfNeeded: start &+ index)
                free &+= Int(bytes[index])
            }
            return free
        }
    }

    /// The rows still in the running, in order.
    func selection() -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: bytes.count + 1) { $1 = select(into: $0) }
    }
}
