private import Glibc

/// Searches of the parsers in a message's bytes.
extension Span<UInt8> {
    /// Returns the first index at or after `start` that holds `byte`, or nil.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, CInt(byte), bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Returns whether every byte of a range may occur in a field value.
    func isFieldValue(_ range: Range<Int>) -> Bool {
        withUnsafeBytes { ByteClass.areFieldValue(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Returns whether a range is a token, which is never empty.
    func isToken(_ range: Range<Int>) -> Bool {
        !range.isEmpty && areToken(range)
    }

    /// Returns whether every byte of a range may occur in a token.
    func areToken(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            if !ByteClass.isToken(self[index]) { return false }
            index &+= 1
        }
        return true
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

    /// Returns whether a range equals `text`, byte by byte.
    func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<range.count where self[range.lowerBound &+ index] != text.utf8Start[index] { return false }
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
        withUnsafeBytes { bytes in
            let part = UnsafeRawBufferPointer(rebasing: bytes[range])
            // ASCII, as nearly all text is, needs no validation.
            guard ByteClass.areASCII(part) else { return String(validating: part, as: UTF8.self) }
            return String(unsafeUninitializedCapacity: part.count) { buffer in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: part)
                return part.count
            }
        }
    }
}

extension [UInt8] {
    /// Appends a literal text.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a range of a span.
    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.withUnsafeBytes { append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
