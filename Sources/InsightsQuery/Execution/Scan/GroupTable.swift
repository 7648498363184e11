/// Numbers groups of equal keys in the order of their first rows.
///
/// The keys of a row are combined into one number, digit by digit. If that would exceed 64 bits, the combinations met
/// so far are numbered, and those numbers are combined further.
final class GroupTable {
    /// The first row of each group.
    private(set) var firstRows = GrowingBuffer<UInt32>()
    private var steps: [Step] = []
    private let combined: UnsafeMutablePointer<UInt64>
    private let capacity: Int

    /// Keys whose combinations fit 64 bits, with the table that numbers them.
    private final class Step {
        let keys: [GroupingKey]
        /// The group plus one of every combination; nil if there are too many combinations.
        var dense: GrowingBuffer<UInt32>?
        var hashed = NumberTable()
        var found: UInt32 = 0

        /// The number of combinations met.
        var count: Int { dense == nil ? hashed.count : Int(found) }

        init(_ keys: [GroupingKey], combinations: UInt64, denseLimit: Int) {
            self.keys = keys
            guard combinations <= UInt64(denseLimit) else { return }
            var dense = GrowingBuffer<UInt32>(capacity: Int(combinations))
            dense.append(repeating: 0, count: Int(combinations))
            self.dense = consume dense
        }
    }

    /// Creates a table for blocks of at most `blockRows` rows, out of `rowCount` in total.
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
                // The numbers of the combinations met so far; there are at most as many as rows.
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

    /// The number of groups.
    var count: Int { firstRows.count }

    /// The memory held, in bytes; it depends on the groups only.
    var heldBytes: Int {
        steps.enumerated().reduce(count * 4) { bytes, step in
            // Groups of other scans may be counted without being in the last table.
            let isLast = step.offset == steps.count - 1
            guard step.element.dense == nil else { return bytes }
            return bytes + NumberTable.heldBytes(count: isLast ? count : step.element.hashed.count)
        }
    }

    /// Writes the group of every row of a block; the block has at most `blockRows` rows.
    func assign(_ rows: RowBlock, to groups: UnsafeMutablePointer<UInt32>) {
        combined.update(repeating: 0, count: rows.count)
        for (index, step) in steps.enumerated() {
            if index > 0 { for position in 0..<rows.count { combined[position] = UInt64(groups[position]) } }
            GroupingKey.append(step.keys, to: combined, rows)
            number(step, count: rows.count, into: groups)
        }
        guard let last = steps.last, last.count > firstRows.count else { return }
        var known = UInt32(firstRows.count)
        for position in 0..<rows.count where groups[position] == known {
            firstRows.append(UInt32(rows.row(position)))
            known += 1
        }
    }

    /// Adds the groups of another table with the same keys, whose rows come later; returns their numbers in this one.
    ///
    /// If it is the last, and no rows follow either, its groups are numbered, but cannot be found again.
    func merge(_ other: GroupTable, isLast: Bool, threads: Int) -> [UInt32] {
        let added = other.count
        return [UInt32](unsafeUninitializedCapacity: added) { groups, initialized in
            initialized = added
            guard let start = groups.baseAddress else { return }
            guard isLast, steps.count == 1, steps[0].dense == nil else {
                other.forEachBlock(capacity) { first, rows in assign(rows, to: start + first) }
                return
            }
            // All groups of the other table differ, so each new one is met once.
            let parts = max(1, min(threads, added / 1024))
            nonisolated(unsafe) let (target, mine, theirs) = (start, steps[0], other.steps[0])
            _ = concurrentMap(count: parts, threads: parts) { part in
                let range = added * part / parts..<added * (part + 1) / parts
                mine.hashed.knownPlaces(
                    of: UnsafeBufferPointer(rebasing: theirs.hashed.elements[range]), unknown: .max,
                    into: target + range.lowerBound)
            }
            for index in 0..<added where start[index] == .max {
                start[index] = UInt32(truncatingIfNeeded: firstRows.count)
                firstRows.append(other.firstRows.start[index])
            }
        }
    }

    private func forEachBlock(_ size: Int, _ body: (_ first: Int, _ rows: RowBlock) -> Void) {
        for first in stride(from: 0, to: count, by: size) {
            body(first, RowBlock(UnsafeBufferPointer(rebasing: firstRows.elements[first..<min(first + size, count)])))
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
