/// Memory for the members of one block of rows.
struct MemberBuffer: ~Copyable {
    /// The address of the first byte.
    let start: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private var used = 0

    /// Creates memory for a number of bytes, and what is overwritten after them.
    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(capacity: capacity + CellText.slack)
    }

    deinit {
        start.deallocate()
    }

    /// Writes the members of a column.
    ///
    /// - Parameters:
    ///   - key: what precedes each value.
    ///   - rows: the rows.
    ///   - ends: receives the end of each member.
    ///   - write: writes the value of a row and returns the position after it.
    @inline(__always)
    mutating func fill(
        _ key: PaddedBytes, _ rows: RowBlock, _ ends: UnsafeMutablePointer<Int>,
        write: (_ row: Int, _ output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
    ) {
        let start = start
        var place = start + used
        key.withCellText { key in
            rows.forEach { position, row in
                place = write(row, key.copy(to: place))
                ends[position] = place - start
            }
        }
        used = place - start
        precondition(used <= capacity, "more bytes written than there is room for")
    }
}
