/// A hash table that numbers distinct numbers in order of first occurrence.
struct NumberTable: ~Copyable {
    /// The distinct numbers in that order: those met together stand side by side.
    private var keys = GrowingBuffer<UInt64>()
    /// The upper half of the hash in the upper half, the place plus one in the lower half; 0 if the slot is free.
    private var slots: GrowingBuffer<UInt64>

    private static let leastSlots = 64
    /// The number of slots beyond which they are not expected in the nearest cache.
    private static let nearSlots = 1 << 13
    /// The number of keys that are looked up together.
    private static let batch = 64

    /// Creates an empty table, which grows as needed.
    init() {
        slots = Self.freeSlots(Self.leastSlots)
    }

    /// The number of distinct numbers.
    var count: Int { keys.count }

    /// The distinct numbers by place.
    var elements: UnsafeBufferPointer<UInt64> { keys.elements }

    /// Returns the memory that a table of some numbers holds, in bytes.
    static func heldBytes(count: Int) -> Int {
        var slots = leastSlots
        while count * 2 > slots { slots *= 4 }
        return (slots + count) * MemoryLayout<UInt64>.stride
    }

    /// Writes the place of every key: its index in order of first occurrence.
    mutating func places(of keys: UnsafeBufferPointer<UInt64>, into places: UnsafeMutablePointer<UInt32>) {
        var start = 0
        while start < keys.count {
            let end = min(start &+ Self.batch, keys.count)
            if slots.count > Self.nearSlots { touch(keys, start..<end, places) }
            for index in start..<end { places[index] = place(of: keys[index]) }
            start = end
        }
    }

    /// Loads the slots of some keys: doing many in a row overlaps the memory accesses.
    ///
    /// What is loaded is stored in place of the result, so that the loads are not left out.
    @inline(__always)
    private func touch(
        _ keys: UnsafeBufferPointer<UInt64>, _ range: Range<Int>, _ places: UnsafeMutablePointer<UInt32>
    ) {
        let (start, mask) = (slots.start, slots.count &- 1)
        for index in range {
            places[index] = UInt32(truncatingIfNeeded: start[Int(truncatingIfNeeded: Self.hash(keys[index])) & mask])
        }
    }

    /// Returns the index of a number in order of first occurrence.
    @inline(__always)
    mutating func place(of key: UInt64) -> UInt32 {
        let hash = Self.hash(key)
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots.start[slot]
            if entry == 0 { break }
            let place = UInt32(truncatingIfNeeded: entry) &- 1
            if (entry ^ hash) &>> 32 == 0, keys.start[Int(place)] == key { return place }
            slot = (slot &+ 1) & mask
        }
        let place = keys.count
        keys.append(key)
        slots.start[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(place &+ 1)
        if keys.count * 2 > slots.count { grow() }
        return UInt32(truncatingIfNeeded: place)
    }

    /// Returns the place of a number; nil if it was never met.
    @inline(__always)
    func knownPlace(of key: UInt64) -> UInt32? {
        let hash = Self.hash(key)
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots.start[slot]
            if entry == 0 { return nil }
            let place = UInt32(truncatingIfNeeded: entry) &- 1
            if (entry ^ hash) &>> 32 == 0, keys.start[Int(place)] == key { return place }
            slot = (slot &+ 1) & mask
        }
    }

    /// Returns the places of some keys; `unknown` for those never met.
    func knownPlaces(of keys: UnsafeBufferPointer<UInt64>, unknown: UInt32, into places: UnsafeMutablePointer<UInt32>) {
        var start = 0
        while start < keys.count {
            let end = min(start &+ Self.batch, keys.count)
            touch(keys, start..<end, places)
            for index in start..<end { places[index] = knownPlace(of: keys[index]) ?? unknown }
            start = end
        }
    }

    /// Calls `body` with every number and its place, in order of places.
    func forEach(_ body: (_ key: UInt64, _ place: Int) -> Void) {
        for (place, key) in keys.elements.enumerated() { body(key, place) }
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> UInt64 { mixed(key) }

    private mutating func grow() {
        let grown = Self.freeSlots(slots.count * 4)
        let mask = grown.count - 1
        for place in 0..<keys.count {
            let hash = Self.hash(keys.start[place])
            var slot = Int(truncatingIfNeeded: hash) & mask
            while grown.start[slot] != 0 { slot = (slot &+ 1) & mask }
            grown.start[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(place &+ 1)
        }
        slots = grown
    }

    private static func freeSlots(_ count: Int) -> GrowingBuffer<UInt64> {
        var slots = GrowingBuffer<UInt64>(capacity: count)
        slots.append(repeating: 0, count: count)
        return slots
    }
}
