/// The distinct texts of a column, concatenated in one array of bytes.
///
/// Code 0 means null and has no bytes; texts have codes from 1, in order of first occurrence. The tables for
/// comparisons that ignore letter case are computed when a query first needs them, then kept.
final class TextDictionary: Sendable {
    /// The texts as UTF-8.
    let texts: ByteStrings
    private let folding = Lazy<FoldedTexts>()
    private let ordering = Lazy<[UInt32]>()

    /// Creates a dictionary; entry 0 of the texts is the null.
    init(_ texts: ByteStrings) {
        self.texts = texts
    }

    /// The number of codes, null included.
    var count: Int { texts.count }

    /// Returns the text of a code; empty for null.
    func string(_ code: UInt32) -> String {
        texts.string(Int(code))
    }

    /// The case-folded texts.
    var folded: FoldedTexts { folding.value { FoldedTexts(texts) } }

    /// The rank of every code in the order of the folded texts; equal for texts that differ only in letter case.
    var ranks: [UInt32] { ordering.value { folded.ranks() } }
}

/// Byte strings of any length, concatenated.
struct ByteStrings: Sendable {
    /// The bytes of all strings.
    let bytes: ColumnValues<UInt8>
    /// The start of each string, followed by the total number of bytes.
    let offsets: ColumnValues<Int>

    /// Creates strings from their start offsets; the last offset is the number of bytes.
    init(bytes: ColumnValues<UInt8>, offsets: ColumnValues<Int>) {
        self.bytes = bytes
        self.offsets = offsets
    }

    /// The number of strings.
    var count: Int { offsets.count - 1 }

    /// The length of the longest string, in bytes.
    var longest: Int { zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }

    /// Passes the bytes of one string to `body`.
    @inline(__always)
    func withBytes<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[offsets[index]..<offsets[index + 1]])) }
    }

    /// Returns one string as text.
    func string(_ index: Int) -> String {
        withBytes(index) { String(decoding: $0, as: UTF8.self) }
    }
}
