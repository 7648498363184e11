/// Searches of the parsers in a message's bytes.
extension Span<UInt8> {
    /// Returns the first index at or after `start` that holds `byte`, or nil; compares eight bytes at a time.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            let pattern = ones &* UInt64(byte)
            var index = start
            while index &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ pattern
                let zeroes = (word &- ones) & ~word & (ones &* 0x80)
                if zeroes != 0 { return index &+ zeroes.trailingZeroBitCount / 8 }
                index &+= 8
            }
            while index < bytes.count {
                if bytes[index] == byte { return index }
                index &+= 1
            }
            return nil
        }
    }

    /// Returns whether every byte of a range may occur in a field value.
    ///
    /// The loop has no branches, so it can be vectorised.
    func isFieldValue(_ range: Range<Int>) -> Bool {
        withUnsafeBytes { bytes in
            var refused: UInt8 = 0
            for byte in UnsafeRawBufferPointer(rebasing: bytes[range]) {
                refused |= ByteClass.isFieldValue(byte) ? 0 : 1
            }
            return refused == 0
        }
    }

    /// Returns whether a range is a token, which is never empty.
    func isToken(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            if !ByteClass.isToken(self[index]) { return false }
            index &+= 1
        }
        return !range.isEmpty
    }

    /// Returns whether a range equals `text`, which is in lower case, without regard to case.
    func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        var index = 0
        while index < range.count {
            if ByteClass.lowercased(self[range.lowerBound &+ index]) != text.utf8Start[index] { return false }
            index &+= 1
        }
        return true
    }

    /// Returns a range without the spaces and tabs at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, ByteClass.isWhitespace(self[start]) { start &+= 1 }
        while end > start, ByteClass.isWhitespace(self[end &- 1]) { end &-= 1 }
        return start..<end
    }

    /// Returns the trimmed elements of a comma-separated list, empty ones included (RFC 9110 §5.6.1).
    func listElements(_ range: Range<Int>) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        var start = range.lowerBound
        var index = start
        while index < range.upperBound {
            if self[index] == UInt8(ascii: ",") {
                elements.append(trimmed(start..<index))
                start = index + 1
            }
            index &+= 1
        }
        elements.append(trimmed(start..<range.upperBound))
        return elements
    }

    /// Returns a copy of a range.
    func array(_ range: Range<Int>) -> [UInt8] {
        withUnsafeBytes { [UInt8]($0[range]) }
    }

    /// Returns a range as text; nil if it is not UTF-8.
    func text(_ range: Range<Int>) -> String? {
        withUnsafeBytes { String(validating: $0[range], as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Appends a range of a span.
    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.withUnsafeBytes { append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
