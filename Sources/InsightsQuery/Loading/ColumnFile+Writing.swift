extension ColumnFile {
    /// Writes a table.
    ///
    /// - Parameters:
    ///   - table: the table, as it was loaded.
    ///   - stamp: four words that identify the source of the table.
    ///   - sink: takes bytes; returns false on failure.
    /// - Returns: whether all bytes were taken.
    package static func write(
        _ table: Table, stamp: [UInt64], to sink: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        precondition(stamp.count == 4, "a stamp is four numbers")
        let columns = Array(table.columns)
        let layouts = columns.map { ColumnLayout($0) }
        var header = [magic, fingerprint(of: table.schema)] + stamp
        header += [UInt64(table.rowCount), UInt64(layouts.count)] + layouts.flatMap(\.words)
        header.append(header.withUnsafeBytes { Checksum.of($0, block: 0) })
        header += Array(repeating: 0, count: headerSize(columns: columns.count) / 8 - header.count)
        guard header.withUnsafeBytes(sink) else { return false }
        var sums: [UInt64] = []
        for column in columns {
            guard write(column, to: sink, &sums) else { return false }
        }
        sums.append(sums.withUnsafeBytes { Checksum.of($0, block: 0) })
        return sums.withUnsafeBytes(sink)
    }

    private static func write(
        _ column: Column, to sink: (UnsafeRawBufferPointer) -> Bool, _ sums: inout [UInt64]
    ) -> Bool {
        switch column {
        case .text(let column):
            let texts = column.dictionary.texts
            return write(column.codes, to: sink, &sums) && write(texts.offsets, to: sink, &sums)
                && write(texts.bytes, to: sink, &sums)
        case .boolean(let column):
            return write(column.codes, to: sink, &sums)
                && write(ColumnValues(column.falseSpelling.utf8), to: sink, &sums)
                && write(ColumnValues(column.trueSpelling.utf8), to: sink, &sums)
        case .integer(let column), .decimal(let column, _), .instant(let column):
            return write(column, to: sink, &sums)
        case .day(let column): return write(column, to: sink, &sums)
        }
    }

    private static func write<Element>(
        _ column: NumericColumn<Element>, to sink: (UnsafeRawBufferPointer) -> Bool, _ sums: inout [UInt64]
    ) -> Bool {
        guard write(column.values, to: sink, &sums) else { return false }
        return column.validity.map { write($0, to: sink, &sums) } ?? true
    }

    /// Writes the bytes of an array and the zeros after them, and appends the checksums of its blocks.
    private static func write<Element>(
        _ values: ColumnValues<Element>, to sink: (UnsafeRawBufferPointer) -> Bool, _ sums: inout [UInt64]
    ) -> Bool {
        values.withUnsafeBytes { bytes in
            for (index, start) in stride(from: 0, to: bytes.count, by: blockSize).enumerated() {
                let end = min(start + blockSize, bytes.count)
                let block = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if end % alignment == 0 {
                    sums.append(Checksum.of(block, block: UInt64(index)))
                    guard sink(block) else { return false }
                } else {
                    let padded = Array(block) + Array(repeating: 0, count: size(ofArray: block.count) - block.count)
                    sums.append(padded.withUnsafeBytes { Checksum.of($0, block: UInt64(index)) })
                    guard padded.withUnsafeBytes(sink) else { return false }
                }
            }
            return true
        }
    }
}
