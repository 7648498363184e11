/// Gives every distinct byte string a code, counting from 1 in the order they are first met.
struct TextInterner: Sendable {
    /// The strings by code; entry 0 is the empty string that stands for null.
    private(set) var texts: ByteStrings
    private var hashes: [UInt64] = [0]
    private var slots: [UInt32]

    /// Creates an interner that knows no string.
    init() {
        texts = ByteStrings()
        texts.append(UnsafeRawBufferPointer(start: nil, count: 0))
        slots = Array(repeating: 0, count: 16)
    }

    /// The code of a string if it is known.
    func knownCode(of string: UnsafeRawBufferPointer) -> UInt32? {
        let code = slots[slot(of: string, hash: Self.hash(string))]
        return code == 0 ? nil : code
    }

    /// The code of a string, a new one if it is not known yet.
    mutating func code(of string: UnsafeRawBufferPointer) -> UInt32 {
        let hash = Self.hash(string)
        let slot = slot(of: string, hash: hash)
        if slots[slot] != 0 { return slots[slot] }
        let code = UInt32(texts.count)
        texts.append(string)
        hashes.append(hash)
        slots[slot] = code
        if texts.count * 2 > slots.count { grow() }
        return code
    }

    private func slot(of string: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, texts.withBytes(code, { sameBytes($0, string) }) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = Array(repeating: 0, count: mask + 1)
        for code in 1..<texts.count {
            var slot = Int(truncatingIfNeeded: hashes[code]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(code)
        }
    }

    private static func hash(_ string: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in string { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return mixed(hash)
    }
}

/// Spreads the bits of a number over the whole word, so that its low bits make a good table index.
func mixed(_ number: UInt64) -> UInt64 {
    var hash = number
    hash = (hash ^ (hash >> 32)) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ (hash >> 29)) &* 0xbf58_476d_1ce4_e5b9
    return hash ^ (hash >> 32)
}
