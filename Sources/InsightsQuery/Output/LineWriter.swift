/// A writer of the lines of a result, usable from any thread.
final class LineWriter: Sendable {
    /// The number of lines per block: first the cells of a block are located column by column, then its lines are
    /// assembled.
    static let blockLines = 512

    /// The number of lines, without the header line.
    let rowCount: Int
    /// The maximum length of a line in bytes, including what may be overwritten after it.
    let room: Int
    private let result: ResultSet
    private let lineEnd: [UInt8]
    /// Whether an empty line is written as a quoted empty field.
    private let quotesEmptyLine: Bool
    private let names: [UInt8]
    // Never changed after init; filling blocks only reads them.
    nonisolated(unsafe) private let cells: [CellWriter]

    /// Prepares the columns.
    init(_ result: ResultSet, _ format: DelimitedFormat) {
        rowCount = result.rowCount
        self.result = result
        lineEnd = Array(format.lineEnd.utf8)
        quotesEmptyLine = format.quotes && format.quotesLoneEmpty && result.sources.count == 1
        cells = result.sources.map { CellWriter.make($0, format, rowCount: result.rowCount) }
        var names: [UInt8] = []
        for (index, name) in result.columnNames.enumerated() {
            if index > 0 { names.append(format.separator) }
            Array(name.utf8).withUnsafeBytes { format.append($0, to: &names) }
        }
        self.names = names
        let cellBytes = cells.reduce(0) { $0 + $1.longest + 1 }
        room = max(cellBytes, names.count, 2) + lineEnd.count + CellText.slack
    }

    /// Writes lines, of which 0 is the header line; each needs `room` bytes.
    ///
    /// - Returns: the position after the lines.
    func write(_ lines: Range<Int>, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var place = output
        var start = lines.lowerBound
        if start == 0, !lines.isEmpty {
            place.update(from: names, count: names.count)
            place = end(ofLineAt: place + names.count)
            start = 1
        }
        guard start < lines.upperBound else { return place }
        var scratches = [ObjectBox<TextScratch>]()
        for _ in cells { scratches.append(ObjectBox(TextScratch())) }
        let capacity = min(Self.blockLines, lines.upperBound - start)
        withUnsafeTemporaryAllocation(of: CellText.self, capacity: max(1, capacity * cells.count)) { texts in
            guard let texts = texts.baseAddress else { return }
            while start < lines.upperBound {
                let count = min(capacity, lines.upperBound - start)
                fill(texts, stride: capacity, from: start - 1, count: count, scratches)
                place = join(texts, stride: capacity, count: count, to: place)
                start += count
            }
        }
        return place
    }

    /// Stores the locations of the cells of some rows, column by column.
    private func fill(
        _ texts: UnsafeMutablePointer<CellText>, stride: Int, from first: Int, count: Int,
        _ scratches: [ObjectBox<TextScratch>]
    ) {
        func fill(_ column: Int, _ rows: RowBlock) {
            cells[column].fill(texts + column * stride, rows, &scratches[column].value)
        }
        for (column, source) in result.sources.enumerated() {
            switch (source, result.rows) {
            case (.metric, _):
                result.groups.withUnsafeBufferPointer {
                    fill(column, RowBlock(.init(rebasing: $0[first..<first + count])))
                }
            case (.column, .some(let rows)):
                rows.withUnsafeBufferPointer { fill(column, RowBlock(.init(rebasing: $0[first..<first + count]))) }
            case (.column, .first):
                fill(column, RowBlock(first..<first + count))
            }
        }
    }

    /// Assembles lines from cells.
    private func join(
        _ texts: UnsafeMutablePointer<CellText>, stride: Int, count: Int, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let columns = cells.count
        var place = output
        lineEnd.withUnsafeBufferPointer { lineEnd in
            for line in 0..<count {
                var column = 0
                while column < columns {
                    place = texts[column &* stride &+ line].copy(to: place)
                    column &+= 1
                }
                // No separator follows the last field.
                if columns > 0 { place -= 1 }
                if quotesEmptyLine, texts[line].count == 1 {
                    place.update(repeating: UInt8(ascii: "\""), count: 2)
                    place += 2
                }
                for byte in lineEnd {
                    place.pointee = byte
                    place += 1
                }
            }
        }
        return place
    }

    private func end(ofLineAt place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        place.update(from: lineEnd, count: lineEnd.count)
        return place + lineEnd.count
    }
}

/// A box that lets an array hold a noncopyable value.
private final class ObjectBox<Value: ~Copyable> {
    var value: Value

    init(_ value: consuming Value) {
        self.value = value
    }
}
