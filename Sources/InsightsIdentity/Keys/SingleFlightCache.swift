private import Synchronization

/// A cache that creates each value once for all concurrent callers, and keeps the most recently used values.
///
/// Values are created outside of the cache's lock, so waiting for one value does not block access to another.
final class SingleFlightCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private let contents = Mutex(Contents())

    private struct Contents {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
    }

    private struct Entry {
        let slot: Slot
        var lastUse: UInt64
    }

    /// The slot of a value; its own lock is held while the value is created.
    private final class Slot: Sendable {
        let value = Mutex<Value?>(nil)
    }

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Returns the value of a key; `make` creates it if it is not cached.
    func value(_ key: Key, make: () -> Value) -> Value {
        slot(key).value.withLock { value in
            if let value { return value }
            let made = make()
            value = made
            return made
        }
    }

    /// Returns whether a value is cached, so that getting it takes no time.
    func holds(_ key: Key) -> Bool {
        let slot = contents.withLock { $0.entries[key]?.slot }
        // If the lock is held, the value is being created.
        return slot?.value.withLockIfAvailable { $0 != nil } ?? false
    }

    private func slot(_ key: Key) -> Slot {
        contents.withLock { contents in
            contents.uses += 1
            let slot = contents.entries[key]?.slot ?? Slot()
            contents.entries[key] = Entry(slot: slot, lastUse: contents.uses)
            if contents.entries.count > capacity,
                let oldest = contents.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                contents.entries[oldest.key] = nil
            }
            return slot
        }
    }
}
