/// A table serialised as bytes; it reads back in a fraction of the time that its CSV takes, and damage is detected.
///
/// ```
/// header     words: magic, fingerprint of the schema, stamp (4), number of rows, number of columns
/// layout     per column 8 words: kind, scale, has nulls, texts, bytes of texts, bytes of spellings (2), 0
/// columns    their arrays, one after the other
/// ```
///
/// All words are 64-bit, little endian. The header with the layout, and each array, are divided into blocks of at most
/// `blockSize` bytes; a checksum follows each block. The stamp identifies the source of the table.
package enum ColumnFile {
    /// The magic number; its last byte is the version, so a change of the format changes the magic.
    static let magic: UInt64 = 0x0153_4e4d_4c4f_4353
    static let blockSize = 1 << 20
    static let headerWords = 8
    static let layoutWords = 8

    /// Reads bytes at an offset into a buffer and returns their number.
    package typealias Reader = @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) -> Int

    /// Returns a checksum of the names and types of the schema's stored fields, used as its version.
    static func fingerprint(of schema: TableSchema) -> UInt64 {
        let fields = schema.storedFields.map { "\($0.name) \($0.type.rawValue)" }
        return Array(fields.joined(separator: "\n").utf8).withUnsafeBytes { Checksum.of($0, block: 0) }
    }

    /// Returns the checksum of a piece of the table's source, chained to that of the previous piece, for use in a
    /// stamp.
    package static func digest(of bytes: UnsafeRawBufferPointer, after digest: UInt64) -> UInt64 {
        Checksum.of(bytes, block: digest)
    }

    /// Returns the size of an array in the file, checksums included, in bytes.
    static func size(ofArray bytes: Int) -> Int {
        bytes + (bytes + blockSize - 1) / blockSize * 8
    }
}

/// The layout of one column's arrays.
struct ColumnLayout {
    /// The kind of values in a column.
    enum Kind: UInt64 {
        case text, integer, decimal, boolean, day, instant

        /// The size of a value in bytes.
        var width: Int {
            switch self {
            case .text, .day: 4
            case .integer, .decimal, .instant: 8
            case .boolean: 1
            }
        }
    }

    var kind: Kind
    var scale = 0
    var hasNulls = false
    var textCount = 0
    var textBytes = 0
    var spellingBytes = (0, 0)

    /// Creates the layout of a column.
    init(_ column: Column) {
        switch column {
        case .text(let column):
            kind = .text
            textCount = column.dictionary.count
            textBytes = column.dictionary.texts.bytes.count
        case .integer(let column):
            (kind, hasNulls) = (.integer, column.validity != nil)
        case .decimal(let column, let scale):
            (kind, hasNulls) = (.decimal, column.validity != nil)
            self.scale = scale
        case .boolean(let column):
            kind = .boolean
            spellingBytes = (column.falseSpelling.utf8.count, column.trueSpelling.utf8.count)
        case .day(let column):
            (kind, hasNulls) = (.day, column.validity != nil)
        case .instant(let column):
            (kind, hasNulls) = (.instant, column.validity != nil)
        }
    }

    /// Parses a layout; nil if it is impossible for a column of the type.
    init?(_ words: [UInt64], type: ColumnType) {
        guard words.count == ColumnFile.layoutWords, words.dropFirst().allSatisfy({ $0 < 1 << 48 }),
            let kind = Kind(rawValue: words[0]), kind == Self.kind(of: type), words[1] <= 18, words[2] <= 1,
            words[7] == 0, words[3] < UInt64(UInt32.max)
        else { return nil }
        self.kind = kind
        scale = Int(words[1])
        hasNulls = words[2] == 1
        (textCount, textBytes) = (Int(words[3]), Int(words[4]))
        spellingBytes = (Int(words[5]), Int(words[6]))
        if kind == .text, textCount == 0 { return nil }
        if kind != .text, textCount != 0 || textBytes != 0 { return nil }
    }

    private static func kind(of type: ColumnType) -> Kind {
        switch type {
        case .string, .guid: .text
        case .integer: .integer
        case .decimal: .decimal
        case .boolean: .boolean
        case .date, .month: .day
        case .datetime: .instant
        }
    }

    var words: [UInt64] {
        [
            kind.rawValue, UInt64(scale), hasNulls ? 1 : 0, UInt64(textCount), UInt64(textBytes),
            UInt64(spellingBytes.0), UInt64(spellingBytes.1), 0,
        ]
    }

    /// Returns the size of each array in bytes: values, then nulls, texts with their offsets, or spellings.
    func arrays(rowCount: Int) -> [Int] {
        let values = rowCount * kind.width
        switch kind {
        case .text: return [values, (textCount + 1) * 8, textBytes]
        case .boolean: return [values, spellingBytes.0, spellingBytes.1]
        case .integer, .decimal, .day, .instant: return hasNulls ? [values, rowCount] : [values]
        }
    }

    /// Returns the size of all arrays in the file, in bytes.
    func size(rowCount: Int) -> Int {
        arrays(rowCount: rowCount).reduce(0) { $0 + ColumnFile.size(ofArray: $1) }
    }
}
