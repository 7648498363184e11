import InsightsJSON
import InsightsRandomness
import InsightsStore

/// Values by secret texts, of which only the digests are stored; beyond its capacity the oldest are discarded.
struct DigestTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value
        /// The number of the value; numbers ascend in order of insertion.
        let number: Int
    }

    private let capacity: Int
    private var entries: [[UInt8]: Entry] = [:]
    private var order: [[UInt8]] = []
    private var inserted = 0
    /// The digests whose values changed since they were last saved.
    var changes = ChangedKeys<[UInt8]>()

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The value of a text; nil if there is none.
    subscript(text: String) -> Value? { entries[Digest.sha256(text.utf8)]?.value }

    /// All values, in no order.
    var all: some Collection<Value> { entries.values.lazy.map(\.value) }

    /// All values with their digests, the oldest first.
    var ordered: some BidirectionalCollection<(digest: [UInt8], value: Value)> {
        order.compactMap { digest in entries[digest].map { (digest, $0.value) } }
    }

    /// Stores a value for a new text.
    mutating func insert(_ value: Value, for text: String) {
        insert(value, for: Digest.sha256(text.utf8), number: inserted)
    }

    /// Stores a value for a new digest, with its number.
    mutating func insert(_ value: Value, for digest: [UInt8], number: Int) {
        entries[digest] = Entry(value: value, number: number)
        inserted = number + 1
        order.append(digest)
        changes.note(digest)
        if order.count > capacity {
            let oldest = order.removeFirst()
            entries[oldest] = nil
            changes.note(oldest)
        }
    }

    /// Changes the value of a text; nil if there is none.
    mutating func update<Result>(_ text: String, _ change: (inout Value) -> Result) -> Result? {
        update(digest: Digest.sha256(text.utf8), change)
    }

    /// Changes the value of a digest; nil if there is none.
    mutating func update<Result>(digest: [UInt8], _ change: (inout Value) -> Result) -> Result? {
        guard var entry = entries[digest] else { return nil }
        let result = change(&entry.value)
        entries[digest] = entry
        changes.note(digest)
        return result
    }

    /// Removes all values that are meant.
    mutating func removeAll(where isMeant: (Value) -> Bool) {
        for (digest, entry) in entries where isMeant(entry.value) {
            entries[digest] = nil
            changes.note(digest)
        }
        order.removeAll { entries[$0] == nil }
    }

    /// Removes the value of a text, and returns it; nil if there is none.
    mutating func remove(_ text: String) -> Value? {
        let digest = Digest.sha256(text.utf8)
        guard let entry = entries.removeValue(forKey: digest) else { return nil }
        order.removeAll { $0 == digest }
        changes.note(digest)
        return entry.value
    }

    // MARK: Saving

    /// Returns the rows of the values that changed since the last call, or of all.
    mutating func takeRows(
        _ kind: String, isWhole: Bool, _ members: (Value) -> [(String, JSONValue?)]
    ) -> [StateRow] {
        let changed = changes.take()
        return (isWhole ? order : Array(changed)).map { digest in
            let name = digest.hexadecimal
            guard let entry = entries[digest] else { return StateRow(kind, name, nil) }
            return StateRow(kind, name, members: [("number", .integer(entry.number))] + members(entry.value))
        }
    }

    /// Restores the values from rows of one kind.
    mutating func restore(
        _ rows: [StateRow], _ value: (RowReader) throws(RowReader.Failure) -> Value
    ) throws(RowReader.Failure) {
        self = DigestTable(capacity: capacity)
        var found: [(number: Int, digest: [UInt8], value: Value)] = []
        for row in rows {
            let reader = try row.reader
            let digest = try reader.required(row.key, [UInt8](hexadecimal: row.key), "a digest")
            found.append((try reader.integer("number"), digest, try value(reader)))
        }
        for entry in found.sorted(by: { $0.number < $1.number }) {
            insert(entry.value, for: entry.digest, number: entry.number)
        }
    }
}
