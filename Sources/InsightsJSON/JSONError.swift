/// The reason why a text is not valid JSON, with its location.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// A description of the error, as a sentence fragment.
    public let reason: String
    /// The offset of the error in bytes, from 0.
    public let offset: Int
    /// The line of the error, from 1.
    public let line: Int
    /// The column of the error in bytes, from 1.
    public let column: Int

    init(_ reason: String, at offset: Int, in bytes: [UInt8]) {
        self.reason = reason
        self.offset = offset
        let before = bytes.prefix(offset)
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = offset - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    }

    /// The reason with its location: `line 3, column 7: expected ':'`.
    public var description: String { "line \(line), column \(column): \(reason)" }
}
