import InsightsRandomness

/// Values by secret texts, of which only the digests are stored; beyond its capacity the oldest are discarded.
struct DigestTable<Value: Sendable>: Sendable {
    private let capacity: Int
    private var values: [[UInt8]: Value] = [:]
    private var order: [[UInt8]] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The value of a text; nil if there is none.
    subscript(text: String) -> Value? { values[Digest.sha256(text.utf8)] }

    /// All values, in no order.
    var all: some Collection<Value> { values.values }

    /// Stores a value for a new text.
    mutating func insert(_ value: Value, for text: String) {
        let digest = Digest.sha256(text.utf8)
        values[digest] = value
        order.append(digest)
        if order.count > capacity { values[order.removeFirst()] = nil }
    }

    /// Changes the value of a text; nil if there is none.
    mutating func update<Result>(_ text: String, _ change: (inout Value) -> Result) -> Result? {
        let digest = Digest.sha256(text.utf8)
        guard var value = values[digest] else { return nil }
        let result = change(&value)
        values[digest] = value
        return result
    }

    /// Removes all values that are meant.
    mutating func removeAll(where isMeant: (Value) -> Bool) {
        values = values.filter { !isMeant($0.value) }
        order.removeAll { values[$0] == nil }
    }

    /// Removes the value of a text, and returns it; nil if there is none.
    mutating func remove(_ text: String) -> Value? {
        let digest = Digest.sha256(text.utf8)
        guard let value = values.removeValue(forKey: digest) else { return nil }
        order.removeAll { $0 == digest }
        return value
    }
}
