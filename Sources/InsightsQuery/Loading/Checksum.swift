/// A checksum of blocks that detects every change of a single word, and misses other changes once in 2^64.
enum Checksum {
    /// Returns the checksum of the bytes of the block with the given index.
    static func of(_ bytes: UnsafeRawBufferPointer, block: UInt64) -> UInt64 {
        // Eight independent chains of multiplications: one alone would wait for each product.
        var lanes = Lanes(block &+ 1)
        var position = 0
        if let start = bytes.baseAddress {
            while position &+ 64 <= bytes.count {
                lanes.add(start + position)
                position &+= 64
            }
        }
        if position < bytes.count {
            withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { last in
                last.initializeMemory(as: UInt8.self, repeating: 0)
                last.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position...]))
                if let start = last.baseAddress { lanes.add(UnsafeRawPointer(start)) }
            }
        }
        var sum = mixed(UInt64(bytes.count) ^ block)
        for lane in lanes.all { sum = mixed(sum ^ lane) }
        return sum
    }

    /// The states of the chains; each step is invertible, so lanes that differ once stay different.
    private struct Lanes {
        private var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64)
        private var (e, f, g, h): (UInt64, UInt64, UInt64, UInt64)

        init(_ seed: UInt64) {
            (a, b, c, d) = (seed &+ 1, seed &+ 2, seed &+ 3, seed &+ 4)
            (e, f, g, h) = (seed &+ 5, seed &+ 6, seed &+ 7, seed &+ 8)
        }

        var all: [UInt64] { [a, b, c, d, e, f, g, h] }

        /// Mixes eight words into the lanes.
        @inline(__always)
        mutating func add(_ words: UnsafeRawPointer) {
            a = Self.mixed(a, words, 0)
            b = Self.mixed(b, words, 8)
            c = Self.mixed(c, words, 16)
            d = Self.mixed(d, words, 24)
            e = Self.mixed(e, words, 32)
            f = Self.mixed(f, words, 40)
            g = Self.mixed(g, words, 48)
            h = Self.mixed(h, words, 56)
        }

        @inline(__always)
        private static func mixed(_ lane: UInt64, _ words: UnsafeRawPointer, _ offset: Int) -> UInt64 {
            let product =
                (lane ^ words.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
            return product &<< 29 | product &>> 35
        }
    }
}
