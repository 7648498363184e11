/// A hash table that numbers distinct numbers in order of first occurrence.
struct NumberTable: ~Copyable {
    /// The number of distinct numbers.
    private(set) var count = 0
    private var slots: GrowingBuffer<Slot>

    /// A slot of the hash table.
    struct Slot: BitwiseCopyable {
        var key: UInt64
        /// The place of the key plus one; 0 if the slot is free.
        var place: UInt64
    }

    /// Creates an empty table, which grows as needed.
    init() {
        slots = Self.freeSlots(64)
    }

    /// The memory held, in bytes.
    var heldBytes: Int { slots.count * MemoryLayout<Slot>.stride }

    /// Writes the place of every key: its index in order of first occurrence.
    mutating func places(of keys: UnsafeBufferPointer<UInt64>, into places: UnsafeMutablePointer<UInt32>) {
        for index in 0..<keys.count { places[index] = place(of: keys[index]) }
    }

    /// Returns the index of a number in order of first occurrence.
    @inline(__always)
    mutating func place(of key: UInt64) -> UInt32 {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: mixed(key)) & mask
        while slots.start[slot].place != 0 {
            if slots.start[slot].key == key { return UInt32(truncatingIfNeeded: slots.start[slot].place &- 1) }
            slot = (slot &+ 1) & mask
        }
        count += 1
        slots.start[slot] = Slot(key: key, place: UInt64(count))
        if count * 2 > slots.count { grow() }
        return UInt32(truncatingIfNeeded: count - 1)
    }

    /// Calls `body` with every number and its place, in no particular order.
    func forEach(_ body: (_ key: UInt64, _ place: Int) -> Void) {
        for slot in slots.elements where slot.place != 0 { body(slot.key, Int(slot.place) - 1) }
    }

    private mutating func grow() {
        let grown = Self.freeSlots(slots.count * 4)
        let mask = grown.count - 1
        for old in slots.elements where old.place != 0 {
            var slot = Int(truncatingIfNeeded: mixed(old.key)) & mask
            while grown.start[slot].place != 0 { slot = (slot + 1) & mask }
            grown.start[slot] = old
        }
        slots = grown
    }

    private static func freeSlots(_ count: Int) -> GrowingBuffer<Slot> {
        var slots = GrowingBuffer<Slot>(capacity: count)
        slots.append(repeating: Slot(key: 0, place: 0), count: count)
        return slots
    }
}
