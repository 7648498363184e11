/// A mask over the rows of a range: one byte per row, 1 for the rows not yet dropped.
///
/// Each kernel combines bytes with `&=`, without branches that depend on data.
struct RowMask {
    /// One byte per row of the range.
    var bytes: [UInt8]
    /// The row of the first byte.
    private(set) var start: Int

    /// Creates a mask of all rows below a number.
    init(all count: Int = 0) {
        bytes = Array(repeating: 1, count: count)
        start = 0
    }

    /// Resets the mask to all rows of a range.
    mutating func cover(_ range: Range<Int>) {
        start = range.lowerBound
        if bytes.count != range.count { bytes = Array(repeating: 1, count: range.count) }
        bytes.withUnsafeMutableBufferPointer { $0.update(repeating: 1) }
    }

    /// Drops every row.
    mutating func dropAll() {
        bytes.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    /// Combines the byte of every row with the one that a function returns for it.
    @inline(__always)
    mutating func lower(_ byte: (_ row: Int) -> UInt8) {
        let start = start
        bytes.withUnsafeMutableBufferPointer { bytes in
            for index in 0..<bytes.count { bytes[index] &= byte(start &+ index) }
        }
    }

    /// Writes the remaining rows in order and returns their number; the buffer has room for one more than the range
    /// has rows.
    func select(into places: UnsafeMutableBufferPointer<UInt32>) -> Int {
        // Every row is written to the next free place; the place advances only past a row that stays.
        bytes.withUnsafeBufferPointer { bytes in
            var free = 0
            for index in 0..<bytes.count {
                places[free] = UInt32(truncatingIfNeeded: start &+ index)
                free &+= Int(bytes[index])
            }
            return free
        }
    }

    /// Returns the remaining rows in order.
    func selection() -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: bytes.count + 1) { $1 = select(into: $0) }
    }
}
