/// A table that gives every distinct byte string a code, from 1 in order of first occurrence.
struct TextInterner: ~Copyable {
    private var arena = GrowingBuffer<UInt8>(capacity: 256)
    /// The start of each string, followed by the total number of bytes; entry 0 is the empty string, which represents
    /// null.
    private var offsets = GrowingBuffer<Int>()
    private var hashes = GrowingBuffer<UInt64>()
    /// The code in the lower half and the upper half of the hash in the upper half; 0 if the slot is free.
    private var slots = GrowingBuffer<UInt64>()

    /// Creates an interner without strings.
    init() {
        offsets.append(0)
        offsets.append(0)
        hashes.append(0)
        slots.append(repeating: 0, count: 16)
        arena.grow(toHold: 256)
    }

    /// The number of codes, including that of null.
    var count: Int { hashes.count }

    /// Returns the code of a string; nil if it is unknown.
    func knownCode(of string: UnsafeRawBufferPointer) -> UInt32? {
        let code = slots.start[slot(of: string, hash: TextHash.of(string))]
        return code == 0 ? nil : UInt32(truncatingIfNeeded: code)
    }

    /// Returns the code of a string, and adds the string if it is unknown.
    mutating func code(of string: UnsafeRawBufferPointer) -> UInt32 {
        let hash = TextHash.of(string)
        let known = slots.start[slot(of: string, hash: hash)]
        return known != 0 ? UInt32(truncatingIfNeeded: known) : insert(string, hash: hash)
    }

    /// Returns the code of a string with a known hash; 0 if the string is unknown.
    ///
    /// Reads up to seven bytes after the string, which must be readable.
    @inline(__always)
    func paddedCode(of string: UnsafeRawPointer, count: Int, hash: UInt64) -> UInt32 {
        let mask = UInt64(slots.count - 1)
        var slot = hash & mask
        while true {
            let entry = slots.start[Int(slot)]
            if entry == 0 { return 0 }
            if (entry ^ hash) >> 32 == 0 {
                let code = Int(entry & 0xffff_ffff)
                let start = offsets.start[code]
                if offsets.start[code + 1] - start == count,
                    TextHash.isSame(string, UnsafeRawPointer(arena.start + start), count: count)
                {
                    return UInt32(truncatingIfNeeded: code)
                }
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// The length of an identifier in bytes.
    static let identifierLength = 36

    /// Returns the code of an identifier, or 0; only for an interner of identifiers, whose positions follow from their
    /// codes.
    @inline(__always)
    func paddedCode(ofIdentifier string: UnsafeRawPointer, hash: UInt64) -> UInt32 {
        let mask = UInt64(slots.count - 1)
        let length = Self.identifierLength
        var slot = hash & mask
        while true {
            let entry = slots.start[Int(slot)]
            if entry == 0 { return 0 }
            if (entry ^ hash) >> 32 == 0 {
                let code = Int(entry & 0xffff_ffff)
                let known = UnsafeRawPointer(arena.start + (code &- 1) &* length)
                if TextHash.isSame(string, known, count: length) { return UInt32(truncatingIfNeeded: code) }
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Adds a string that is not known yet and returns its code.
    mutating func insert(_ string: UnsafeRawBufferPointer, hash: UInt64) -> UInt32 {
        let code = UInt32(hashes.count)
        // Comparisons read whole words, so there must be room for one after the last string.
        arena.grow(toHold: arena.count + string.count + 8)
        arena.append(contentsOf: string.bindMemory(to: UInt8.self))
        offsets.append(arena.count)
        hashes.append(hash)
        place(code, hash: hash)
        if hashes.count * 2 > slots.count { growSlots() }
        return code
    }

    /// Passes the bytes of a code's string to `body`.
    func withBytes<Result>(_ code: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = offsets.start[code]
        return body(UnsafeRawBufferPointer(start: arena.start + start, count: offsets.start[code + 1] - start))
    }

    /// A copy of all strings, indexed by code.
    var texts: ByteStrings {
        ByteStrings(bytes: ColumnValues(arena.elements), offsets: ColumnValues(offsets.elements))
    }

    private func slot(of string: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots.start[slot] != 0 {
            let code = Int(slots.start[slot] & 0xffff_ffff)
            if hashes.start[code] == hash, withBytes(code, { sameBytes($0, string) }) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func place(_ code: UInt32, hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots.start[slot] != 0 { slot = (slot + 1) & mask }
        slots.start[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(code)
    }

    private mutating func growSlots() {
        let size = slots.count * 2
        slots = GrowingBuffer(capacity: size)
        slots.append(repeating: 0, count: size)
        for code in 1..<hashes.count { place(UInt32(code), hash: hashes.start[code]) }
    }
}

/// A hash of bytes, eight at a time.
enum TextHash {
    static let seed: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// Returns the hash after eight more bytes; the last word is padded with zeros.
    @inline(__always)
    static func adding(_ word: UInt64, to hash: UInt64) -> UInt64 {
        let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
        return high ^ low
    }

    /// Returns the hash of a whole string from the hash of its words.
    @inline(__always)
    static func finished(_ hash: UInt64, count: Int) -> UInt64 {
        let mixed = (hash ^ UInt64(truncatingIfNeeded: count)) &* 0xbf58_476d_1ce4_e5b9
        return mixed ^ (mixed >> 31)
    }

    /// Returns the hash of a string.
    static func of(_ string: UnsafeRawBufferPointer) -> UInt64 {
        var hash = seed
        var position = 0
        while position + 8 <= string.count {
            hash = adding(string.loadUnaligned(fromByteOffset: position, as: UInt64.self), to: hash)
            position += 8
        }
        var last: UInt64 = 0
        for (place, byte) in string[position...].enumerated() { last |= UInt64(byte) << (8 * UInt64(place)) }
        if position < string.count { hash = adding(last, to: hash) }
        return finished(hash, count: string.count)
    }

    /// Returns whether two strings of the same length are equal; reads whole words of both.
    @inline(__always)
    static func isSame(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
        var position = 0
        while position &+ 8 <= count {
            if left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            {
                return false
            }
            position &+= 8
        }
        if position == count { return true }
        let difference =
            left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            ^ right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        return difference << UInt64(64 &- 8 &* (count &- position)) == 0
    }
}

/// Spreads the bits of a number over the whole word, so its low bits make a good table index.
@inline(__always)
func mixed(_ number: UInt64) -> UInt64 {
    var hash = number
    hash = (hash ^ (hash >> 32)) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ (hash >> 29)) &* 0xbf58_476d_1ce4_e5b9
    return hash ^ (hash >> 32)
}
