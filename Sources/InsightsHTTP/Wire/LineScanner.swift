/// A scanner for the lines of a message's head in a growing buffer, which examines no byte twice.
///
/// It remembers how far it has searched, so a head that arrives byte by byte costs as much as one that arrives in one
/// piece.
struct LineScanner {
    /// The start of the next line, relative to the start of the message.
    private(set) var lineStart = 0
    private var searched = 0

    /// Returns the next line without its CR LF; nil if its end has not arrived.
    ///
    /// - Throws: `tooLong` once the line exceeds `limit`, complete or not; `bareLineFeed` if no CR precedes the LF.
    mutating func nextLine(
        in bytes: Span<UInt8>, limit: Int, tooLong: HTTPParseError
    ) throws(HTTPParseError) -> Range<Int>? {
        guard let lineFeed = bytes.firstIndex(of: UInt8(ascii: "\n"), from: searched) else {
            searched = bytes.count
            // One byte beyond the limit may be the CR of a line of exactly that length.
            if bytes.count - lineStart > limit + 1 { throw tooLong }
            return nil
        }
        let hasReturn = lineFeed > lineStart && bytes[lineFeed - 1] == UInt8(ascii: "\r")
        let line = lineStart..<(hasReturn ? lineFeed - 1 : lineFeed)
        if line.count > limit { throw tooLong }
        if !hasReturn { throw .bareLineFeed }
        lineStart = lineFeed + 1
        searched = lineStart
        return line
    }
}
