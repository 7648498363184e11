/// A hash table that counts distinct numbers in the order they are first met.
struct NumberTable: Sendable {
    /// How many distinct numbers were met.
    private(set) var count = 0
    private var keys: [UInt64]
    /// One more than the place of the key, 0 where the slot is free.
    private var places: [UInt32]

    /// Creates a table; it grows as needed.
    init(expecting rows: Int) {
        var size = 64
        while size < min(rows, 4096) * 2 { size *= 2 }
        keys = Array(repeating: 0, count: size)
        places = Array(repeating: 0, count: size)
    }

    /// How many other numbers had been met before a number was met first.
    mutating func place(of key: UInt64) -> UInt32 {
        let slot = slot(of: key)
        if places[slot] != 0 { return places[slot] - 1 }
        keys[slot] = key
        count += 1
        places[slot] = UInt32(count)
        if count * 2 > keys.count { grow() }
        return UInt32(count - 1)
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: mixed(key)) & mask
        while places[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let (oldKeys, oldPlaces) = (keys, places)
        keys = Array(repeating: 0, count: oldKeys.count * 2)
        places = Array(repeating: 0, count: oldKeys.count * 2)
        for (key, place) in zip(oldKeys, oldPlaces) where place != 0 {
            let slot = slot(of: key)
            keys[slot] = key
            places[slot] = place
        }
    }
}
