extension String {
    /// Returns whether two texts have the same form in lower case.
    ///
    /// It allocates nothing if both are ASCII, as nearly all are.
    package func equalsIgnoringCase(_ other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { left -> Bool? in
            other.utf8.withContiguousStorageIfAvailable { right in Self.compareASCII(left, right) } ?? nil
        }
        return (isSame ?? nil) ?? (lowercased() == other.lowercased())
    }

    /// Compares ASCII texts; nil if either is not ASCII.
    ///
    /// A letter beyond ASCII may have a lower case in ASCII, such as the Kelvin sign, so that lengths say nothing then.
    private static func compareASCII(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool? {
        var bits: UInt8 = 0
        var difference: UInt8 = left.count == right.count ? 0 : 1
        for index in 0..<Swift.min(left.count, right.count) {
            bits |= left[index] | right[index]
            difference |= ByteClass.lowercased(left[index]) ^ ByteClass.lowercased(right[index])
        }
        let rest = left.count > right.count ? left[right.count...] : right[left.count...]
        for byte in rest { bits |= byte }
        return bits < 0x80 ? difference == 0 : nil
    }
}
