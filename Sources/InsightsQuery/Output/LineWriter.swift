/// Writes single lines of a result, on any thread.
final class LineWriter: Sendable {
    /// How many lines there are besides that of the names.
    let rowCount: Int
    private let rows: ResultSet.Rows
    private let groups: [UInt32]
    private let separator: UInt8
    private let lineEnd: [UInt8]
    private let names: [UInt8]
    private let room: Int
    // Never changed after they are made; writing a cell only reads.
    nonisolated(unsafe) private let cells: [CellWriter]

    /// Makes the columns ready.
    init(_ result: ResultSet, _ format: DelimitedFormat) {
        rowCount = result.rowCount
        rows = result.rows
        groups = result.groups
        separator = format.separator
        lineEnd = Array(format.lineEnd.utf8)
        cells = result.sources.map { CellWriter.make($0, format, rowCount: result.rowCount) }
        var names: [UInt8] = []
        for (index, name) in result.columnNames.enumerated() {
            if index > 0 { names.append(format.separator) }
            Array(name.utf8).withUnsafeBytes { format.append($0, to: &names) }
        }
        self.names = names
        let cellBytes = cells.reduce(0) { $0 + $1.longest + 1 }
        room = max(cellBytes, names.count) + lineEnd.count + TextArena.slack
    }

    /// Memory that so many lines fit into, or the most that is sensible to ask for.
    func roomForRows(_ count: Int) -> Int {
        let (bytes, overflow) = room.multipliedReportingOverflow(by: count)
        return overflow ? .max / 2 : bytes
    }

    /// Writes lines and returns how many bytes they have; there must be room for all of them.
    func write(_ lines: Range<Int>, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        return lines.reduce(start) { write($1, to: $0) } - start
    }

    /// Writes one line, 0 for that of the names, and returns the place behind it.
    func write(_ line: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var place = output
        if line == 0 {
            place.update(from: names, count: names.count)
            place += names.count
        } else {
            let row = rows[line - 1]
            let group = groups.isEmpty ? 0 : Int(groups[line - 1])
            for cell in cells {
                place = cell.write(row: row, group: group, to: place)
                place.pointee = separator
                place += 1
            }
            // The last field has none behind it.
            if !cells.isEmpty { place -= 1 }
        }
        for byte in lineEnd {
            place.pointee = byte
            place += 1
        }
        return place
    }
}
