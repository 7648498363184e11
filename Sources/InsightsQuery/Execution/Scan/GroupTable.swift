/// Numbers groups of equal keys in the order of their first rows.
///
/// Keys are combined into one number per row, digit by digit. Where that would not fit 64 bits the combinations met so
/// far are numbered, and those numbers combined on.
final class GroupTable {
    /// The first row of every group.
    private(set) var firstRows = GrowingBuffer<UInt32>()
    private var steps: [Step] = []
    private let combined: UnsafeMutablePointer<UInt64>
    private let capacity: Int

    /// Keys whose combinations fit 64 bits, and what numbers them.
    private final class Step {
        let keys: [GroupingKey]
        /// One more than the group of every combination, if there are few combinations.
        var dense: GrowingBuffer<UInt32>?
        var hashed = NumberTable()
        var found: UInt32 = 0

        init(_ keys: [GroupingKey], combinations: UInt64, denseLimit: Int) {
            self.keys = keys
            guard combinations <= UInt64(denseLimit) else { return }
            var dense = GrowingBuffer<UInt32>(capacity: Int(combinations))
            dense.append(repeating: 0, count: Int(combinations))
            self.dense = consume dense
        }
    }

    /// Creates a table of keys for blocks of at most so many rows, out of so many in all.
    init(_ keys: [GroupingKey], blockRows: Int, rowCount: Int) {
        capacity = blockRows
        combined = .allocate(capacity: blockRows)
        let denseLimit = min(max(4096, rowCount * 2), 1 << 20)
        var pending: [GroupingKey] = []
        var combinations: UInt64 = 1
        for key in keys {
            let product = combinations.multipliedReportingOverflow(by: key.bound)
            if product.overflow {
                steps.append(Step(pending, combinations: combinations, denseLimit: denseLimit))
                pending = []
                // The numbers of combinations met so far, of which there are no more than rows.
                combinations = (1 << 32) * key.bound
            } else {
                combinations = product.partialValue
            }
            pending.append(key)
        }
        steps.append(Step(pending, combinations: combinations, denseLimit: denseLimit))
    }

    deinit {
        combined.deallocate()
    }

    /// How many groups there are.
    var count: Int { firstRows.count }

    /// How much memory the table holds, in bytes.
    var heldBytes: Int { steps.reduce(count * 4) { $0 + $1.hashed.heldBytes } }

    /// The group of every row of a block, which has no more rows than were announced.
    func assign(_ rows: RowBlock, to groups: UnsafeMutablePointer<UInt32>) {
        combined.update(repeating: 0, count: rows.count)
        for (index, step) in steps.enumerated() {
            if index > 0 { for position in 0..<rows.count { combined[position] = UInt64(groups[position]) } }
            for key in step.keys { key.append(to: combined, rows) }
            number(step, count: rows.count, into: groups)
        }
        var known = UInt32(firstRows.count)
        for position in 0..<rows.count where groups[position] == known {
            firstRows.append(UInt32(rows.row(position)))
            known += 1
        }
    }

    private func number(_ step: Step, count: Int, into groups: UnsafeMutablePointer<UInt32>) {
        guard let dense = step.dense?.start else {
            return step.hashed.places(of: UnsafeBufferPointer(start: combined, count: count), into: groups)
        }
        var found = step.found
        for position in 0..<count {
            let combination = Int(truncatingIfNeeded: combined[position])
            if dense[combination] == 0 {
                found += 1
                dense[combination] = found
            }
            groups[position] = dense[combination] &- 1
        }
        step.found = found
    }
}
