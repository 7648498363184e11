/// Texts ready to be copied into lines, with room to copy more bytes than belong to them.
struct TextArena: Sendable {
    /// So many bytes more may be copied than a text has.
    static let slack = 16

    private var bytes: [UInt8] = []
    private var offsets: [Int] = [0]
    /// How many bytes the longest text has.
    private(set) var longest = 0

    /// Makes texts ready; the first is the empty one that stands for null.
    ///
    /// - Parameters:
    ///   - count: how many there are.
    ///   - append: appends a text to bytes.
    init(count: Int, append: (Int, inout [UInt8]) -> Void) {
        offsets.reserveCapacity(count + 1)
        for index in 0..<count {
            append(index, &bytes)
            longest = max(longest, bytes.count - offsets[index])
            offsets.append(bytes.count)
        }
        bytes.append(contentsOf: repeatElement(0, count: Self.slack))
    }

    /// Copies a text and returns the place behind it; up to `slack` bytes behind that are overwritten.
    @inline(__always)
    func copy(_ index: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        offsets.withUnsafeBufferPointer { offsets in
            let (start, end) = (offsets[index], offsets[index &+ 1])
            bytes.withUnsafeBytes { bytes in
                var position = start
                let target = UnsafeMutableRawPointer(output) - start
                while position < end {
                    let chunk = bytes.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
                    target.storeBytes(of: chunk, toByteOffset: position, as: SIMD16<UInt8>.self)
                    position &+= 16
                }
            }
            return output + (end &- start)
        }
    }
}
