/// The segments of a request target that are compared and taken without decoding: printable ASCII without `%`.
///
/// Nearly every target has this form. Its segments are ranges of the text's bytes, so that nothing is allocated. For
/// them, lower case is that of ASCII, and equality that of bytes; they are the segments of `RequestTarget`.
package struct PlainPath: Sendable {
    /// The number of segments from which a path is left to `RequestTarget`.
    package static let mostSegments = 7

    private let text: String
    private var bounds: InlineArray<8, UInt16> = InlineArray(repeating: 0)
    private var ends: InlineArray<8, UInt16> = InlineArray(repeating: 0)
    /// The number of segments.
    package private(set) var count = 0

    /// Splits a target in the origin form; nil if a part of its path needs more than splitting.
    init?(_ target: String) {
        text = target
        let isPlain = target.utf8.withContiguousStorageIfAvailable { bytes in split(bytes) }
        guard isPlain == true else { return nil }
    }

    /// Finds the segments; returns false if a byte of the path is not plain, or there are too many.
    private mutating func split(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= Int(UInt16.max) else { return false }
        var start = 1
        var index = 1
        while true {
            let byte = index < bytes.count ? bytes[index] : UInt8(ascii: "?")
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                if index > start {
                    guard count < Self.mostSegments else { return false }
                    bounds[count] = UInt16(truncatingIfNeeded: start)
                    ends[count] = UInt16(truncatingIfNeeded: index)
                    count &+= 1
                }
                if byte != UInt8(ascii: "/") { return true }
                start = index &+ 1
            case UInt8(ascii: "%"), 0...0x20, 0x7F...0xFF: return false
            default: break
            }
            index &+= 1
        }
    }

    /// Returns a segment as text.
    package func segment(_ index: Int) -> String {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: Int(bounds[index]))
        return String(Substring(utf8[start..<utf8.index(utf8.startIndex, offsetBy: Int(ends[index]))]))
    }

    /// Returns the segments from an index on as texts.
    package func segments(from first: Int) -> ArraySlice<String> { (first..<count).map(segment)[...] }

    /// Returns whether a segment is a name in any letter case; the name is in lower case.
    package func matches(_ index: Int, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { matches(index, $0) }
    }

    /// Returns whether a segment is a name in any letter case; the name is in lower case.
    package func matches(_ index: Int, name: String) -> Bool {
        name.utf8.withContiguousStorageIfAvailable { matches(index, $0) } == true
    }

    private func matches(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(bounds[index])
        guard Int(ends[index]) &- start == name.count else { return false }
        return text.utf8.withContiguousStorageIfAvailable { bytes in
            for offset in 0..<name.count where ByteClass.lowercased(bytes[start &+ offset]) != name[offset] {
                return false
            }
            return true
        } == true
    }
}
