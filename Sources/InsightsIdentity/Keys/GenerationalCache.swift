/// A bounded cache that forgets what was not used lately.
///
/// It has two generations. When the young one is full, it becomes the old one, and what was only in that is forgotten.
/// Its functions are open to the compiler in other modules, so that each use is compiled for its key.
package struct GenerationalCache<Key: Hashable, Value> {
    /// The maximum number of values in each generation.
    package let limit: Int
    /// What was used since the last change of generations.
    @usableFromInline
    var young: [Key: Value] = [:]
    /// What was used in the generation before, and not since.
    @usableFromInline
    var old: [Key: Value] = [:]

    @inlinable
    package init(limit: Int) {
        self.limit = limit
    }

    /// The number of values, of which those in both generations count twice.
    package var count: Int { young.count + old.count }

    /// Returns the value of a key; nil if it is not kept.
    ///
    /// `stored` returns the key under which a use is noted.
    @inlinable
    package mutating func value(for key: Key, stored: (Key) -> Key = { $0 }) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        insert(value, for: stored(key))
        return value
    }

    /// Keeps a value; it replaces that of the same key.
    @inlinable
    package mutating func insert(_ value: Value, for key: Key) {
        if young.count >= limit, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }
}

extension GenerationalCache: Sendable where Key: Sendable, Value: Sendable {}
