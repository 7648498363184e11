/// Which rows are still in the running: one byte per row, 1 for those that are.
///
/// Each kernel lowers bytes by `&=` over the whole column, without branching on data.
struct RowMask: Sendable {
    var bytes: [UInt8]

    /// A mask of all rows.
    init(all count: Int) {
        bytes = Array(repeating: 1, count: count)
    }

    /// Drops every row.
    mutating func dropAll() {
        bytes = Array(repeating: 0, count: bytes.count)
    }

    /// The rows still in the running, in order.
    func selection() -> [UInt32] {
        let count = bytes.reduce(0) { $0 &+ Int($1) }
        // Every row is written to the next free place, which moves on only behind a row that stays.
        return [UInt32](unsafeUninitializedCapacity: count + 1) { places, initialized in
            var free = 0
            for row in bytes.indices {
                places.initializeElement(at: free, to: UInt32(truncatingIfNeeded: row))
                free &+= Int(bytes[row])
            }
            initialized = free
        }
    }
}
