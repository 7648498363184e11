/// A bounded cache that forgets what was not used lately.
///
/// It has two generations. When the young one is full, it becomes the old one, and what was only in that is forgotten.
struct GenerationalCache<Key: Hashable, Value> {
    /// The maximum number of values in each generation.
    let limit: Int
    /// What was used since the last change of generations.
    private var young: [Key: Value] = [:]
    /// What was used in the generation before, and not since.
    private var old: [Key: Value] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// The number of values, of which those in both generations count twice.
    var count: Int { young.count + old.count }

    /// Returns the value of a key; nil if it is not kept.
    ///
    /// `stored` returns the key under which a use is noted.
    mutating func value(for key: Key, stored: (Key) -> Key = { $0 }) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        insert(value, for: stored(key))
        return value
    }

    /// Keeps a value.
    mutating func insert(_ value: Value, for key: Key) {
        if young.count >= limit, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }
}

extension GenerationalCache: Sendable where Key: Sendable, Value: Sendable {}
