/// How rows become lines of text.
public struct DelimitedFormat: Sendable, Equatable {
    /// Comma-separated: a field with a comma, quote or line break is quoted, quotes inside it doubled (RFC 4180).
    public static let csv = DelimitedFormat(separator: UInt8(ascii: ","), quotes: true)
    /// Tab-separated: a tab or line break inside a field becomes a blank, and nothing is quoted.
    public static let tsv = DelimitedFormat(separator: UInt8(ascii: "\t"), quotes: false)

    /// What ends every line, the last one included.
    public var lineEnd = "\r\n"
    /// What stands between two fields.
    let separator: UInt8
    /// Whether fields are quoted where they need it.
    let quotes: Bool

    private init(separator: UInt8, quotes: Bool) {
        self.separator = separator
        self.quotes = quotes
    }
}

/// Writes a result as delimited text in pieces: UTF-8 without byte order mark, the names first, null as nothing.
public struct DelimitedWriter: Sendable {
    private let result: ResultSet
    private let format: DelimitedFormat
    private let lineEnd: [UInt8]
    /// The next line to write; 0 is the line of names.
    private var line = 0

    /// Starts before the line of names.
    public init(_ result: ResultSet, format: DelimitedFormat) {
        self.result = result
        self.format = format
        lineEnd = Array(format.lineEnd.utf8)
    }

    /// The next lines: as few as make up some number of bytes, or all that are left; nil at the end.
    public mutating func next(atLeast bytes: Int) -> [UInt8]? {
        guard line <= result.rowCount else { return nil }
        var piece: [UInt8] = []
        piece.reserveCapacity(min(max(bytes, 0), 1 << 20) + 256)
        repeat {
            appendLine(to: &piece)
            line += 1
        } while line <= result.rowCount && piece.count < bytes
        return piece
    }

    private func appendLine(to piece: inout [UInt8]) {
        for column in result.columnNames.indices {
            if column > 0 { piece.append(format.separator) }
            let start = piece.count
            if line == 0 {
                piece.append(contentsOf: result.columnNames[column].utf8)
                protectField(from: start, in: &piece)
            } else {
                result.appendText(row: line - 1, column: column, to: &piece)
                if result.isText(column: column) { protectField(from: start, in: &piece) }
            }
        }
        piece.append(contentsOf: lineEnd)
    }

    /// Makes sure that the field that begins at an offset reads back as one field.
    private func protectField(from start: Int, in piece: inout [UInt8]) {
        guard piece[start...].contains(where: isSpecial) else { return }
        guard format.quotes else {
            for index in start..<piece.count where isSpecial(piece[index]) { piece[index] = UInt8(ascii: " ") }
            return
        }
        let quote = UInt8(ascii: "\"")
        let field = Array(piece[start...])
        piece.removeSubrange(start...)
        piece.append(quote)
        for byte in field {
            if byte == quote { piece.append(quote) }
            piece.append(byte)
        }
        piece.append(quote)
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        byte == format.separator || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
            || (format.quotes && byte == UInt8(ascii: "\""))
    }
}
