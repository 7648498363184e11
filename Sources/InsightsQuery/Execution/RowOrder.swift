/// The order that ORDER BY defines over positions; the keys of a position lie side by side.
///
/// Positions with equal keys keep their order.
struct RowOrder: Sendable {
    private let keys: [Int64]
    private let width: Int
    private let count: Int

    /// Interleaves the keys of all items; each item has keys for `count` positions.
    init(_ items: [SortKeys], count: Int) {
        let columns = items.flatMap(\.columns)
        let width = columns.count
        var keys = Array(repeating: Int64(0), count: count * width)
        for (index, column) in columns.enumerated() {
            for position in 0..<count { keys[position &* width &+ index] = column[position] }
        }
        self.keys = keys
        self.width = width
        self.count = count
    }

    /// Returns the positions in order, or the first of them.
    ///
    /// - Parameter limit: the maximum number of positions; nil for all.
    /// - Returns: all positions, or the first `limit`.
    func positions(limit: Int?) -> [UInt32] {
        keys.withUnsafeBufferPointer { keys in
            if let limit, limit < count / 4 { return topPositions(limit, keys) }
            var positions = Array(0..<UInt32(count))
            positions.sort { precedes($0, $1, keys) }
            return Array(positions.prefix(limit ?? count))
        }
    }

    @inline(__always)
    private func precedes(_ left: UInt32, _ right: UInt32, _ keys: UnsafeBufferPointer<Int64>) -> Bool {
        let leftStart = Int(left) &* width
        let rightStart = Int(right) &* width
        for index in 0..<width {
            let (first, second) = (keys[leftStart &+ index], keys[rightStart &+ index])
            if first != second { return first < second }
        }
        return left < right
    }

    /// Returns the first positions, found with a heap that has the worst of them on top.
    private func topPositions(_ limit: Int, _ keys: UnsafeBufferPointer<Int64>) -> [UInt32] {
        guard limit > 0 else { return [] }
        var heap = Array(0..<UInt32(limit))
        for index in stride(from: limit / 2 - 1, through: 0, by: -1) { sink(index, in: &heap, keys) }
        for position in UInt32(limit)..<UInt32(count) where precedes(position, heap[0], keys) {
            heap[0] = position
            sink(0, in: &heap, keys)
        }
        return heap.sorted { precedes($0, $1, keys) }
    }

    private func sink(_ start: Int, in heap: inout [UInt32], _ keys: UnsafeBufferPointer<Int64>) {
        var index = start
        while 2 * index + 1 < heap.count {
            var child = 2 * index + 1
            if child + 1 < heap.count, precedes(heap[child], heap[child + 1], keys) { child += 1 }
            guard precedes(heap[index], heap[child], keys) else { return }
            heap.swapAt(index, child)
            index = child
        }
    }
}
