extension ColumnFile {
    /// Reads a table.
    ///
    /// - Parameters:
    ///   - schema: the expected schema.
    ///   - stamp: the expected four words that identify the source.
    ///   - size: the number of bytes of the file.
    ///   - threads: the maximum number of columns read at the same time.
    ///   - read: reads bytes; called from several threads.
    /// - Returns: nil if the bytes are damaged, belong to another schema or another source, or are otherwise doubtful.
    package static func read(
        schema: TableSchema, stamp: [UInt64], size: Int, threads: Int = processorCount, from read: @escaping Reader
    ) -> Table? {
        let fields = schema.storedFields
        let source = BlockReader(read: read, size: size)
        let headerCount = headerWords + fields.count * layoutWords
        guard let header: ColumnValues<UInt64> = source.array(count: headerCount, at: 0), header[0] == magic,
            header[1] == fingerprint(of: schema), header[2..<6].elementsEqual(stamp), header[6] < UInt64(UInt32.max),
            header[7] == UInt64(fields.count)
        else { return nil }
        let rowCount = Int(header[6])
        var offsets = [Self.size(ofArray: headerCount * 8)]
        var layouts: [ColumnLayout] = []
        for (index, field) in fields.enumerated() {
            let start = headerWords + index * layoutWords
            guard let layout = ColumnLayout(Array(header[start..<start + layoutWords]), type: field.type) else {
                return nil
            }
            layouts.append(layout)
            offsets.append(offsets[index] + layout.size(rowCount: rowCount))
        }
        // Below, nothing larger than the file is allocated.
        guard offsets[fields.count] == size else { return nil }
        let columns = concurrentMap(count: fields.count, threads: threads) { index in
            column(layouts[index], rowCount: rowCount, at: offsets[index], from: source)
        }.compactMap(\.self)
        guard columns.count == fields.count else { return nil }
        return Table(schema: schema, rowCount: rowCount, columns: columns)
    }

    private static func column(
        _ layout: ColumnLayout, rowCount: Int, at start: Int, from source: BlockReader
    ) -> Column? {
        var offsets = [start]
        for size in layout.arrays(rowCount: rowCount) {
            offsets.append(offsets[offsets.count - 1] + Self.size(ofArray: size))
        }
        switch layout.kind {
        case .text: return text(layout, rowCount: rowCount, at: offsets, from: source)
        case .boolean: return boolean(layout, rowCount: rowCount, at: offsets, from: source)
        case .integer: return numbers(layout, rowCount, at: offsets, from: source).map { .integer($0) }
        case .decimal:
            return numbers(layout, rowCount, at: offsets, from: source).map { .decimal($0, scale: layout.scale) }
        case .instant: return numbers(layout, rowCount, at: offsets, from: source).map { .instant($0) }
        case .day: return numbers(layout, rowCount, at: offsets, from: source).map { .day($0) }
        }
    }

    private static func text(
        _ layout: ColumnLayout, rowCount: Int, at places: [Int], from source: BlockReader
    ) -> Column? {
        guard let codes: ColumnValues<UInt32> = source.array(count: rowCount, at: places[0]),
            let offsets: ColumnValues<Int> = source.array(count: layout.textCount + 1, at: places[1]),
            let bytes: ColumnValues<UInt8> = source.array(count: layout.textBytes, at: places[2]),
            codes.reduce(0, max) < layout.textCount, offsets[0] == 0, offsets[1] == 0,
            offsets[layout.textCount] == bytes.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            (try? bytes.withUnsafeBytes { _ = try UTF8Span(validating: Span<UInt8>(_unsafeBytes: $0)) }) != nil,
            // A text must not begin in the middle of a character.
            offsets.allSatisfy({ $0 == bytes.count || bytes[$0] & 0xc0 != 0x80 })
        else { return nil }
        let texts = ByteStrings(bytes: bytes, offsets: offsets)
        return .text(TextColumn(codes: codes, dictionary: TextDictionary(texts)))
    }

    private static func boolean(
        _ layout: ColumnLayout, rowCount: Int, at places: [Int], from source: BlockReader
    ) -> Column? {
        guard let codes: ColumnValues<UInt8> = source.array(count: rowCount, at: places[0]),
            codes.reduce(0, max) <= BooleanColumn.yes,
            let no: ColumnValues<UInt8> = source.array(count: layout.spellingBytes.0, at: places[1]),
            let yes: ColumnValues<UInt8> = source.array(count: layout.spellingBytes.1, at: places[2]),
            BooleanColumn.truth(no) == false, BooleanColumn.truth(yes) == true
        else { return nil }
        var column = BooleanColumn(codes: codes)
        column.falseSpelling = String(decoding: no, as: UTF8.self)
        column.trueSpelling = String(decoding: yes, as: UTF8.self)
        return .boolean(column)
    }

    private static func numbers<Element>(
        _ layout: ColumnLayout, _ rowCount: Int, at places: [Int], from source: BlockReader
    ) -> NumericColumn<Element>? {
        guard let values: ColumnValues<Element> = source.array(count: rowCount, at: places[0]) else { return nil }
        guard layout.hasNulls else { return NumericColumn(values: values, validity: nil) }
        guard let validity: ColumnValues<UInt8> = source.array(count: rowCount, at: places[1]),
            validity.reduce(0, max) <= 1, !zip(values, validity).contains(where: { $0 != 0 && $1 == 0 })
        else { return nil }
        return NumericColumn(values: values, validity: validity)
    }
}

/// Reads arrays and verifies their checksums.
private struct BlockReader: Sendable {
    let read: ColumnFile.Reader
    let size: Int

    /// Reads an array of plain numbers; nil if it is damaged or extends beyond the file.
    func array<Element>(count: Int, at offset: Int) -> ColumnValues<Element>? {
        let byteCount = count * MemoryLayout<Element>.stride
        guard offset >= 0, count >= 0, ColumnFile.size(ofArray: byteCount) <= size - offset else { return nil }
        var buffer = GrowingBuffer<Element>(capacity: count)
        let isWhole = fill(UnsafeMutableRawBufferPointer(start: buffer.start, count: byteCount), at: offset)
        guard isWhole else { return nil }
        buffer.extend(to: count)
        return ColumnValues(buffer)
    }

    private func fill(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
        var place = offset
        for (index, start) in stride(from: 0, to: bytes.count, by: ColumnFile.blockSize).enumerated() {
            let end = min(start + ColumnFile.blockSize, bytes.count)
            let block = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end])
            var sum: UInt64 = 0
            guard read(place, block) == block.count,
                withUnsafeMutableBytes(of: &sum, { read(place + block.count, $0) }) == 8,
                UInt64(littleEndian: sum) == Checksum.of(UnsafeRawBufferPointer(block), block: UInt64(index))
            else { return false }
            place += block.count + 8
        }
        return true
    }
}
