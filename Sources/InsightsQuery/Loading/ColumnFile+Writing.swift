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
        let layouts = table.columns.map { ColumnLayout($0) }
        var header = [magic, fingerprint(of: table.schema)] + stamp
        header += [UInt64(table.rowCount), UInt64(layouts.count)] + layouts.flatMap(\.words)
        guard header.withUnsafeBytes({ write($0, to: sink) }) else { return false }
        return table.columns.allSatisfy { write($0, to: sink) }
    }

    private static func write(_ column: Column, to sink: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        switch column {
        case .text(let column):
            let texts = column.dictionary.texts
            return write(column.codes, to: sink) && write(texts.offsets, to: sink) && write(texts.bytes, to: sink)
        case .boolean(let column):
            return write(column.codes, to: sink) && write(ColumnValues(column.falseSpelling.utf8), to: sink)
                && write(ColumnValues(column.trueSpelling.utf8), to: sink)
        case .integer(let column), .decimal(let column, _), .instant(let column): return write(column, to: sink)
        case .day(let column): return write(column, to: sink)
        }
    }

    private static func write<Element>(
        _ column: NumericColumn<Element>, to sink: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        write(column.values, to: sink) && (column.validity.map { write($0, to: sink) } ?? true)
    }

    private static func write<Element>(
        _ values: ColumnValues<Element>, to sink: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        values.withUnsafeBytes { write($0, to: sink) }
    }

    /// Writes the bytes of an array as blocks with checksums.
    private static func write(_ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        for (index, start) in stride(from: 0, to: bytes.count, by: blockSize).enumerated() {
            let end = min(start + blockSize, bytes.count)
            let block = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            let sum = Checksum.of(block, block: UInt64(index))
            guard sink(block), withUnsafeBytes(of: sum.littleEndian, sink) else { return false }
        }
        return true
    }
}
