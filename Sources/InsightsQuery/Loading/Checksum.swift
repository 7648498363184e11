/// A checksum of blocks that detects every change of a single word, and misses other changes once in 2^64.
enum Checksum {
    /// Returns the checksum of the bytes of the block with the given index.
    static func of(_ bytes: UnsafeRawBufferPointer, block: UInt64) -> UInt64 {
        var lanes = SIMD4<UInt64>(repeating: block &+ 1) &+ SIMD4(1, 2, 3, 4)
        var position = 0
        while position + 32 <= bytes.count {
            add(bytes.loadUnaligned(fromByteOffset: position, as: SIMD4<UInt64>.self), to: &lanes)
            position += 32
        }
        if position < bytes.count {
            var last = SIMD4<UInt64>()
            withUnsafeMutableBytes(of: &last) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position...]))
            }
            add(last, to: &lanes)
        }
        var sum = mixed(UInt64(bytes.count) ^ block)
        for lane in 0..<4 { sum = mixed(sum ^ lanes[lane]) }
        return sum
    }

    /// Mixes words into the lanes; each step is invertible, so lanes that differ once stay different.
    @inline(__always)
    private static func add(_ words: SIMD4<UInt64>, to lanes: inout SIMD4<UInt64>) {
        for lane in 0..<4 {
            let product = (lanes[lane] ^ words[lane]) &* 0x9e37_79b9_7f4a_7c15
            lanes[lane] = product &<< 29 | product &>> 35
        }
    }
}
