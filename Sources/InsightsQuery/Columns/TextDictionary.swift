/// The distinct texts of a column, end to end in one array of bytes.
///
/// Code 0 stands for null and has no bytes; the texts have the codes from 1 in the order they were first met. What
/// comparing without regard to letter case needs is worked out when a query first asks for it, and kept.
final class TextDictionary: Sendable {
    /// The texts as UTF-8.
    let texts: ByteStrings
    private let folding = Lazy<FoldedTexts>()
    private let ordering = Lazy<[UInt32]>()

    /// Creates a dictionary whose entry 0 is the null.
    init(_ texts: ByteStrings) {
        self.texts = texts
    }

    /// How many codes there are, null included.
    var count: Int { texts.count }

    /// A text as a string; empty for null.
    func string(_ code: UInt32) -> String {
        texts.string(Int(code))
    }

    /// The texts without differences of letter case.
    var folded: FoldedTexts { folding.value { FoldedTexts(texts) } }

    /// The place of every code in the order of the folded texts; equal for texts that differ in letter case only.
    var ranks: [UInt32] { ordering.value { folded.ranks() } }
}

/// Byte strings of any length, end to end.
struct ByteStrings: Sendable {
    /// The bytes of all strings.
    private(set) var bytes: [UInt8] = []
    /// Where each string begins, and at last where the bytes end.
    private(set) var offsets: [Int] = [0]

    /// No strings.
    init() {}

    /// Strings by where they begin; the last offset is the number of bytes.
    init(bytes: [UInt8], offsets: [Int]) {
        self.bytes = bytes
        self.offsets = offsets
    }

    /// How many strings there are.
    var count: Int { offsets.count - 1 }

    /// How many bytes the longest string has.
    var longest: Int { zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }

    /// Adds a string at the end.
    mutating func append(_ string: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: string)
        offsets.append(bytes.count)
    }

    /// Lends the bytes of one string.
    @inline(__always)
    func withBytes<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[offsets[index]..<offsets[index + 1]])) }
    }

    /// One string as text.
    func string(_ index: Int) -> String {
        String(decoding: bytes[offsets[index]..<offsets[index + 1]], as: UTF8.self)
    }
}
