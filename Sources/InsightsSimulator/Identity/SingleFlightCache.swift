private import Synchronization

/// Makes each value once, however many ask for it at a time, and remembers those that were used last.
///
/// Values are made outside of the cache's lock: who waits for one keeps nobody from another.
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

    /// The place of a value, whose own lock is held while the value is made.
    private final class Slot: Sendable {
        let value = Mutex<Value?>(nil)
    }

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The value of a key; `make` makes it where it is not remembered.
    func value(_ key: Key, make: () -> Value) -> Value {
        slot(key).value.withLock { value in
            if let value { return value }
            let made = make()
            value = made
            return made
        }
    }

    /// Whether a value is remembered, so that asking for it takes no time.
    func holds(_ key: Key) -> Bool {
        let slot = contents.withLock { $0.entries[key]?.slot }
        // A lock that is held is one under which the value is being made.
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
