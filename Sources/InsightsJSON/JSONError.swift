/// Why a text is not the JSON it should be, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, as a fragment.
    public let reason: String
    /// The byte at which it is wrong, counted from 0.
    public let offset: Int
    /// Its line, counted from 1.
    public let line: Int
    /// Its column in bytes, counted from 1.
    public let column: Int

    init(_ reason: String, at offset: Int, in bytes: [UInt8]) {
        self.reason = reason
        self.offset = offset
        let before = bytes.prefix(offset)
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = offset - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    }

    /// The reason with its place: `line 3, column 7: expected ':'`.
    public var description: String { "line \(line), column \(column): \(reason)" }
}
