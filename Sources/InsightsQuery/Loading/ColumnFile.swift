/// A table serialised as bytes that can be mapped into memory, column by column; damage is detected.
///
/// ```
/// header     words: magic, fingerprint of the schema, stamp (4), number of rows, number of columns
/// layout     per column 8 words: kind, scale, has nulls, texts, bytes of texts, bytes of spellings (2), 0
/// checksum   of header and layout
/// columns    their arrays, one after the other, each followed by zeros up to a multiple of 64 bytes
/// checksums  one for each block of each array
/// checksum   of the checksums
/// ```
///
/// All words are 64-bit, little endian. An array, with the zeros after it, is divided into blocks of at most `blockSize`
/// bytes. The stamp identifies the source of the table.
///
/// Opening a file reads header and checksums. A column is mapped and its blocks are verified when it is first used, so
/// memory holds only the columns in use. The file must not be rewritten in place: who can do that could also make this
/// process fail. A new file replaces it under its name instead, which leaves what is mapped as it is.
package enum ColumnFile {
    /// The magic number; its last byte is the version, so a change of the format changes the magic.
    static let magic: UInt64 = 0x0253_4e4d_4c4f_4353
    static let blockSize = 1 << 20
    static let headerWords = 8
    static let layoutWords = 8
    /// The multiple of bytes at which arrays begin.
    static let alignment = 64

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

    /// Returns the size of an array in the file, with the zeros after it, in bytes.
    static func size(ofArray bytes: Int) -> Int {
        (bytes + alignment - 1) / alignment * alignment
    }

    /// Returns the size of header and layout with their checksum, in bytes.
    static func headerSize(columns: Int) -> Int {
        size(ofArray: (headerWords + columns * layoutWords + 1) * 8)
    }

    /// Returns the number of blocks of an array.
    static func blockCount(ofArray bytes: Int) -> Int {
        (size(ofArray: bytes) + blockSize - 1) / blockSize
    }
}
