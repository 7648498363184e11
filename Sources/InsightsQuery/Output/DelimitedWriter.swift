/// The format of rows as lines of text.
package struct DelimitedFormat: Sendable, Equatable {
    /// Comma-separated: a field with a comma, quote or line break is quoted, quotes inside it are doubled (RFC 4180).
    package static let csv = DelimitedFormat(separator: UInt8(ascii: ","), quotes: true)
    /// Tab-separated: a tab or line break inside a field becomes a space, and nothing is quoted.
    ///
    /// A reader must take quotes as they are, such as pandas with `quoting=3`.
    package static let tsv = DelimitedFormat(separator: UInt8(ascii: "\t"), quotes: false)

    /// The terminator of every line, the last one included.
    package var lineEnd = "\r\n"
    /// Whether an empty field that is alone on its line is written as `""`.
    ///
    /// Otherwise the line is blank, and many readers skip it. Formats without quotes ignore this.
    package var quotesLoneEmpty = false
    /// The separator between two fields.
    let separator: UInt8
    /// Whether fields are quoted when necessary.
    let quotes: Bool

    private init(separator: UInt8, quotes: Bool) {
        self.separator = separator
        self.quotes = quotes
    }

    /// Appends a text, escaped so that it reads back as one field.
    func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        guard text.contains(where: isSpecial) else { return bytes.append(contentsOf: text) }
        guard quotes else { return bytes.append(contentsOf: text.map { isSpecial($0) ? UInt8(ascii: " ") : $0 }) }
        let quote = UInt8(ascii: "\"")
        bytes.append(quote)
        for byte in text {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        byte == separator || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
            || (quotes && byte == UInt8(ascii: "\""))
    }
}

/// A writer of a result as delimited text in pieces: UTF-8 without byte order mark, header line first, null as an
/// empty field.
///
/// Memory holds only the current piece and each distinct text once, ready to be written.
package struct DelimitedWriter: Sendable {
    private let lines: LineWriter
    /// The next line to write; 0 is the header line.
    private var line = 0

    /// Creates a writer positioned before the header line.
    package init(_ result: ResultSet, format: DelimitedFormat) {
        lines = LineWriter(result, format)
    }

    /// Returns the next lines: the fewest that reach a number of bytes, or all remaining ones; nil at the end.
    package mutating func next(atLeast bytes: Int) -> [UInt8]? {
        guard line <= lines.rowCount else { return nil }
        let left = lines.rowCount - line + 1
        let (all, overflow) = lines.room.multipliedReportingOverflow(by: left)
        let wanted = overflow ? max(bytes, 0) : min(max(bytes, 0), all)
        return [UInt8](unsafeUninitializedCapacity: wanted + lines.room) { piece, initialized in
            guard let start = piece.baseAddress else { return }
            var place = start
            repeat {
                // As many lines as are needed even if each has the maximum length, so none is one too many.
                let count = max(1, min((wanted - (place - start)) / lines.room, lines.rowCount - line + 1))
                place = lines.write(line..<line + count, to: place)
                line += count
            } while line <= lines.rowCount && place - start < wanted
            initialized = place - start
        }
    }

    /// The number of bytes that one line takes at the most.
    package var room: Int { lines.room }

    /// The number of lines that are worth a call, since each call prepares all columns.
    private static let worthwhileLines = 32

    /// Writes the next lines to memory, which must hold at least `room` bytes; returns their length, 0 at the end.
    package mutating func next(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        precondition(buffer.count >= lines.room, "no room for one line")
        guard let start = buffer.baseAddress else { return 0 }
        var place = start
        while line <= lines.rowCount {
            // As many lines as fit even if each has the maximum length.
            let count = min((buffer.count - (place - start)) / lines.room, lines.rowCount - line + 1)
            guard place == start || count >= min(Self.worthwhileLines, lines.rowCount - line + 1) else { break }
            place = lines.write(line..<line + count, to: place)
            line += count
        }
        return place - start
    }

    /// Writes all remaining lines on all processors, and passes the text on in order, piece by piece.
    ///
    /// - Parameter body: takes a piece of at most a few megabytes, unless single lines are longer; the bytes are valid
    ///   only during the call.
    package mutating func writeAll(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try writeAll(threads: processorCount, pieceSize: 1 << 19, body)
    }

    /// Writes all remaining lines; the number of threads and the piece size affect only where pieces end.
    package mutating func writeAll(
        threads: Int, pieceSize: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        let all = line..<lines.rowCount + 1
        line = all.upperBound
        guard !all.isEmpty else { return }
        let pipeline = LinePipeline(
            lines, all, linesPerPiece: min(all.count, max(1, pieceSize / lines.room)), slots: max(1, threads) + 2)
        try pipeline.run(threads: threads, body)
    }
}
